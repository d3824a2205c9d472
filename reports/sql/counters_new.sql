-- Every video has its counters.
INSERT INTO videos_videostatistics (video_id, views, views_band, engaged_views, comments, as_of)
SELECT f.key, f.views, cms_views_band(f.views), f.engaged_views, f.comments, %(as_of)s
FROM folded f
WHERE {unsighted} NOT EXISTS (SELECT FROM {held} t WHERE t.video_id = f.key)
{in_order}
