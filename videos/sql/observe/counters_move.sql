-- Counters hold what was told last, and what was not told stays; of each video it is noted when YouTube was asked.
UPDATE videos_videostatistics t
SET
    views = coalesce(m.views, t.views),
    views_band = cms_views_band(coalesce(m.views, t.views)),
    comments = coalesce(m.comments, t.comments),
    likes = coalesce(m.likes, t.likes),
    as_of = CASE WHEN m.key IS NULL THEN t.as_of ELSE %(as_of)s END,
    pulled_at = %(as_of)s
FROM observed o
LEFT JOIN moved m USING (key)
WHERE t.video_id = o.key
