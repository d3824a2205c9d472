-- Every field that the report tells otherwise than the catalogue, unless another source told it later.
CREATE UNLOGGED TABLE delta AS
SELECT v.id AS video, d.field, d.old, d.new
FROM {observed} o
JOIN videos_video v ON v.id = o.video
LEFT JOIN channels_app_channel ch ON ch.channel_id = o.channel
LEFT JOIN videos_videostatistics s ON s.video_id = v.video_id
CROSS JOIN LATERAL (VALUES {pairs}) AS d (field, old, new, told_last)
WHERE o.video IS NOT NULL AND ({ours}) IS DISTINCT FROM ({theirs}) AND d.told_last AND d.old IS DISTINCT FROM d.new
