-- The feed knows what it said of a video last; a late report brings no video back.
UPDATE reports_sighting s
SET
    digest = n.digest,
    gone_since_id = CASE WHEN %(late)s THEN s.gone_since_id END,
    seen_as_of = CASE WHEN %(late)s THEN %(as_of)s::timestamptz END
FROM news n
WHERE n.sighted AND s.feed_id = %(feed)s AND s.key = n.key
