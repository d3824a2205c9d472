-- The videos that are new or came to another asset.
SELECT v.id FROM observed o JOIN videos_video v ON v.video_id = o.key WHERE o.video IS NULL
UNION ALL
SELECT d.video FROM delta d WHERE d.field = 'asset_id'
