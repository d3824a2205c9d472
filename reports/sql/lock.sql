-- Keeps edits away from the videos that the report speaks of anew or lacks, in the order of ids that edits keep too.
CREATE UNLOGGED TABLE locked AS
SELECT id, as_of
FROM videos_video
WHERE id IN (
    SELECT video FROM observed
    UNION ALL
    SELECT v.id FROM missing m JOIN videos_video v ON v.video_id = m.key
)
ORDER BY id
FOR NO KEY UPDATE
