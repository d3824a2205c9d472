-- Counters hold what was told last; what was not told stays.
UPDATE videos_videostatistics t
SET
    views = coalesce(m.views, t.views),
    views_band = cms_views_band(coalesce(m.views, t.views)),
    comments = coalesce(m.comments, t.comments),
    likes = coalesce(m.likes, t.likes),
    as_of = %(as_of)s
FROM moved m
WHERE t.video_id = m.key
