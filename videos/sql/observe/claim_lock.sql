-- Keeps edits away from the videos that change, in the order of ids that edits keep too.
SELECT count(*) FROM (
    SELECT FROM videos_video WHERE id IN (SELECT video FROM derived) ORDER BY id FOR NO KEY UPDATE
) AS locked
