-- Before the counters of a day move on, what they were goes into the history of that day.
INSERT INTO videos_videostatisticsday (video_id, day, views, engaged_views, comments, likes, as_of)
SELECT t.video_id, (t.as_of AT TIME ZONE 'UTC')::date, t.views, t.engaged_views, t.comments, t.likes, t.as_of
FROM folded f
JOIN videos_videostatistics t ON t.video_id = f.key
WHERE {moved} AND (t.as_of AT TIME ZONE 'UTC')::date < (%(as_of)s AT TIME ZONE 'UTC')::date
ON CONFLICT (video_id, day) DO NOTHING
