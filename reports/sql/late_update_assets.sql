-- Assets take what a late report alone tells of them.
UPDATE videos_asset a
SET {assignments}, extra = (a.extra - %(known)s::text[]) || o.extra, modified_at = statement_timestamp()
FROM observed o
WHERE a.asset_id = o.key AND (({ours}) IS DISTINCT FROM ({theirs}) OR a.extra <> (a.extra - %(known)s::text[]) || o.extra)
