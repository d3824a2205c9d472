-- The counters that move, as they were and as they are.
CREATE UNLOGGED TABLE moved AS
SELECT
    o.key, o.views, o.comments, o.likes,
    t.views AS old_views, t.engaged_views AS old_engaged_views, t.comments AS old_comments, t.likes AS old_likes,
    t.as_of AS old_as_of
FROM observed o
JOIN videos_videostatistics t ON t.video_id = o.key
WHERE t.as_of <= %(as_of)s AND (
    o.views <> coalesce(t.views, -1) OR o.comments <> coalesce(t.comments, -1) OR o.likes <> coalesce(t.likes, -1)
)
