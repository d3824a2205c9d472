-- Every video has its counters.
INSERT INTO videos_videostatistics (video_id, views, views_band, comments, likes, as_of, pulled_at)
SELECT o.key, o.views, cms_views_band(o.views), o.comments, o.likes, %(as_of)s, %(as_of)s
FROM observed o
WHERE (o.video IS NOT NULL OR o.there AND %(bring_in)s)
    AND NOT EXISTS (SELECT FROM videos_videostatistics t WHERE t.video_id = o.key)
ORDER BY o.key
