-- What befell a video as a whole stands in the log.
INSERT INTO videos_occurrence (change_set_id, what, key)
SELECT %(change_set)s, CASE WHEN there THEN 'video_returned' ELSE 'video_missing' END, key
FROM observed
WHERE video IS NOT NULL AND there = was_missing
