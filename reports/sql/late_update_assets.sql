-- Assets take what a late report alone tells of them.
UPDATE videos_asset a
SET {assignments}, extra = o.extra || a.extra, modified_at = statement_timestamp()
FROM observed o
WHERE a.asset_id = o.key AND (({ours}) IS DISTINCT FROM ({theirs}) OR a.extra <> o.extra || a.extra)
