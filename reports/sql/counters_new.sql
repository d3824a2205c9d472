-- Every video has its counters.
INSERT INTO videos_videostatistics (video_id, views, engaged_views, comments, as_of)
SELECT f.key, f.views, f.engaged_views, f.comments, %(as_of)s
FROM observed o JOIN folded f USING (key)
WHERE o.video IS NULL OR NOT EXISTS (SELECT FROM videos_videostatistics t WHERE t.video_id = o.key)
ORDER BY f.key
