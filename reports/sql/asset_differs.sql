-- How many known assets the report tells otherwise than before. A column's first sight is no change.
SELECT count(*)
FROM observed o
JOIN videos_asset a ON a.asset_id = o.key
WHERE o.known AND ({ours}) IS DISTINCT FROM ({theirs})
