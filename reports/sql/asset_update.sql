-- A known asset holds what the report says.
UPDATE videos_asset a
SET
    {assignments},
    extra = (a.extra - %(known)s::text[]) || o.extra,
    as_of = %(as_of)s,
    last_seen_id = %(change_set)s,
    feed_id = coalesce(%(feed)s, a.feed_id),
    not_seen_since = CASE
        WHEN %(late)s OR (%(feed)s IS NULL AND a.not_seen_since > %(as_of)s) THEN a.not_seen_since
    END,
    modified_at = statement_timestamp()
FROM observed o
WHERE a.asset_id = o.key AND o.known
