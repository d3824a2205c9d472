-- A known asset holds what was told; what was not told stays.
UPDATE videos_asset v
SET
    {assignments},
    as_of = %(as_of)s,
    pulled_at = %(as_of)s,
    last_seen_id = CASE WHEN ({theirs}) IS DISTINCT FROM ({ours}) THEN %(change_set)s ELSE v.last_seen_id END,
    modified_at = CASE WHEN ({theirs}) IS DISTINCT FROM ({ours}) THEN statement_timestamp() ELSE v.modified_at END
FROM observed o
WHERE v.asset_id = o.key AND o.known
