-- Logs every field of the given videos that differs from the value asked for; in the other videos of their assets, only
-- the fields of the asset. They are locked before, so that this reads them as they stand. Gives: videos, fields changed.
WITH meant AS (
    SELECT unnest(%s::bigint[]) AS id, true AS selected
    UNION ALL
    SELECT unnest(%s::bigint[]), false
),
logged AS (
    INSERT INTO videos_change (change_set_id, video_id, field, old, new)
    SELECT %s, v.id, d.field, d.old, d.new
    FROM meant m
    JOIN videos_video v ON v.id = m.id
    CROSS JOIN LATERAL (VALUES {differences}) AS d (field, of_asset, old, new)
    WHERE (m.selected OR d.of_asset) AND d.old IS DISTINCT FROM d.new
    RETURNING video_id
)
SELECT count(DISTINCT video_id), count(*) FROM logged
