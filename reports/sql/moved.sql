-- The counters that the report moves, as they were and as they are. Of what a pull told later it moves none; what pulls do
-- not tell it moves all the same.
CREATE UNLOGGED TABLE moved AS
SELECT
    f.key, CASE WHEN {fresh} THEN f.views END AS views, f.engaged_views, CASE WHEN {fresh} THEN f.comments END AS comments,
    t.views AS old_views, t.engaged_views AS old_engaged_views, t.comments AS old_comments, t.likes, t.as_of AS old_as_of
FROM folded f
JOIN videos_videostatistics t ON t.video_id = f.key
WHERE {moved}
