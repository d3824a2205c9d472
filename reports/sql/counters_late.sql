-- A report that a newer one, or a pull, has overtaken still tells the history what its day counted.
INSERT INTO videos_videostatisticsday (video_id, day, views, engaged_views, comments, as_of)
SELECT f.key, (%(as_of)s AT TIME ZONE 'UTC')::date, f.views, f.engaged_views, f.comments, %(as_of)s
FROM folded f
JOIN videos_videostatistics t ON t.video_id = f.key
WHERE {overtaken} AND (t.as_of AT TIME ZONE 'UTC')::date > (%(as_of)s AT TIME ZONE 'UTC')::date
ON CONFLICT (video_id, day) DO UPDATE
SET views = excluded.views, engaged_views = excluded.engaged_views, comments = excluded.comments,
    as_of = excluded.as_of
WHERE videos_videostatisticsday.as_of < excluded.as_of
