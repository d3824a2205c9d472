-- Counters hold what the newest report tells; what it does not tell stays.
UPDATE videos_videostatistics t
SET
    views = coalesce(m.views, t.views),
    views_band = cms_views_band(coalesce(m.views, t.views)),
    engaged_views = coalesce(m.engaged_views, t.engaged_views),
    comments = coalesce(m.comments, t.comments),
    as_of = greatest(t.as_of, %(as_of)s)
FROM moved m
WHERE t.video_id = m.key
