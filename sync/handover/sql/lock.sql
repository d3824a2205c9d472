-- Locks the videos of these rows, in the order of ids that everybody keeps who touches open edits.
SELECT count(*)
FROM (
    SELECT FROM videos_video
    WHERE id IN (SELECT r.video_id FROM sync_handoverrow r WHERE {rows})
    ORDER BY id
    FOR NO KEY UPDATE
) locked
