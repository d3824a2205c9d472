-- How many assets are new or told otherwise than we had them.
SELECT count(*) FILTER (WHERE NOT o.known), count(*) FILTER (WHERE o.known AND ({theirs}) IS DISTINCT FROM ({ours}))
FROM observed o
LEFT JOIN videos_asset v ON v.asset_id = o.key
