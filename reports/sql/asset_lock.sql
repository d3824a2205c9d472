-- Keeps edits away from the videos of the assets that the report speaks of anew, in the order that edits keep too.
SELECT count(*) FROM (
    SELECT FROM videos_video WHERE asset_id IN (SELECT key FROM observed) ORDER BY id FOR NO KEY UPDATE
) AS locked
