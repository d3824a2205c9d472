-- Locks the videos that a change set changed, in the order of their ids.
SELECT count(*)
FROM (
    SELECT FROM videos_video
    WHERE id IN (SELECT video_id FROM videos_change WHERE change_set_id = %s)
    ORDER BY id
    FOR NO KEY UPDATE
) locked
