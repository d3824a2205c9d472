-- The feed knows every video that it has listed.
INSERT INTO reports_sighting (key, feed_id, digest, gone_since_id, seen_as_of)
SELECT key, %(feed)s, digest, CASE WHEN %(late)s THEN %(latest)s::bigint END,
    CASE WHEN %(late)s THEN %(as_of)s::timestamptz END
FROM news WHERE NOT sighted {in_order}
