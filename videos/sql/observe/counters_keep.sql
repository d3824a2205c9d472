-- Before the counters of a day move on, what they were goes into the history of that day.
INSERT INTO videos_videostatisticsday (video_id, day, views, engaged_views, comments, likes, as_of)
SELECT key, (old_as_of AT TIME ZONE 'UTC')::date, old_views, old_engaged_views, old_comments, old_likes, old_as_of
FROM moved
WHERE (old_as_of AT TIME ZONE 'UTC')::date < (%(as_of)s AT TIME ZONE 'UTC')::date
ORDER BY key
ON CONFLICT (video_id, day) DO NOTHING
