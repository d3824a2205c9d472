-- Locks the videos of the chosen conflicts, in the order of their ids; of a field of the asset, all videos of it.
WITH chosen AS MATERIALIZED (
    SELECT video_id, field FROM videos_openedit WHERE state = 'conflict' AND id IN ({selection})
)
SELECT count(*)
FROM (
    SELECT FROM videos_video
    WHERE id IN (
        SELECT video_id FROM chosen
        UNION
        SELECT sibling.id
        FROM chosen c
        JOIN videos_video v ON v.id = c.video_id
        JOIN videos_video sibling ON sibling.asset_id = v.asset_id
        WHERE v.asset_id <> '' AND c.field = ANY(%s)
    )
    ORDER BY id
    FOR NO KEY UPDATE
) locked
