-- A new video takes what its asset's newest report said; that is no change.
UPDATE videos_video v
SET {assignments}, asset_as_of = a.as_of
FROM observed o
JOIN videos_asset a ON a.asset_id = o.asset_id
WHERE o.video IS NULL AND v.video_id = o.key AND ({ours}) IS DISTINCT FROM ({theirs})
