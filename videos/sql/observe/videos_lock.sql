-- Keeps edits away from the videos that may change, in the order of ids that edits keep too. Of one that holds what was
-- told, an edit may begin meanwhile: it begins from what was told.
SELECT count(*) FROM (
    SELECT FROM videos_video
    WHERE id IN (
        SELECT v.id
        FROM observed o
        JOIN videos_video v ON v.id = o.video
        LEFT JOIN channels_app_channel ch ON ch.channel_id = o.channel
        WHERE ({ours}) IS DISTINCT FROM ({theirs}) OR o.there = o.was_missing
            OR EXISTS (SELECT FROM videos_openedit e WHERE e.video_id = v.id)
    )
    ORDER BY id
    FOR NO KEY UPDATE
) AS locked
