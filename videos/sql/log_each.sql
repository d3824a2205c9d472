-- Logs every field of the given videos that differs from the value meant for it, which a JSON list of id, field and new
-- tells; a field of the asset is meant for every video of the asset. They are locked before, so that this reads them as
-- they stand. Gives: videos, fields changed.
WITH wanted AS (
    SELECT * FROM jsonb_to_recordset(%s) AS w (id bigint, field text, new jsonb)
),
meant AS (
    SELECT id, field, new FROM wanted
    UNION
    SELECT other.id, w.field, w.new
    FROM wanted w
    JOIN videos_video v ON v.id = w.id
    JOIN videos_video other ON other.asset_id = v.asset_id
    WHERE w.field = ANY(%s::text[]) AND v.asset_id <> ''
),
logged AS (
    INSERT INTO videos_change (change_set_id, video_id, field, old, new)
    SELECT %s, v.id, m.field, held.value, m.new
    FROM meant m
    JOIN videos_video v ON v.id = m.id
    CROSS JOIN LATERAL (SELECT CASE m.field {holds} END AS value) held
    WHERE held.value IS DISTINCT FROM m.new
    RETURNING video_id
)
SELECT count(DISTINCT video_id), count(*) FROM logged
