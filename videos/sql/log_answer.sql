-- Logs that each chosen conflict takes the answer, such as what YouTube holds; of a field of the asset, all videos of it
-- take that of the latest observation.
WITH chosen AS MATERIALIZED (
    SELECT o.video_id, o.field, {answer} AS answer, o.observed_at,
        CASE WHEN o.field = ANY(%s) THEN v.asset_id ELSE '' END AS asset_id
    FROM videos_openedit o
    JOIN videos_video v ON v.id = o.video_id
    WHERE o.state = 'conflict' AND o.id IN ({selection})
),
answers AS (
    SELECT video_id, field, answer FROM chosen WHERE asset_id = ''
    UNION ALL
    SELECT v.id, a.field, a.answer
    FROM (
        SELECT DISTINCT ON (asset_id, field) asset_id, field, answer
        FROM chosen
        WHERE asset_id <> ''
        ORDER BY asset_id, field, observed_at DESC NULLS LAST, video_id
    ) a
    JOIN videos_video v ON v.asset_id = a.asset_id
),
logged AS (
    INSERT INTO videos_change (change_set_id, video_id, field, old, new)
    SELECT %s, v.id, a.field, h.holds, a.answer
    FROM answers a
    JOIN videos_video v ON v.id = a.video_id
    CROSS JOIN LATERAL (SELECT CASE a.field {held} END AS holds) h
    WHERE h.holds IS DISTINCT FROM a.answer
    RETURNING video_id, field
)
SELECT count(DISTINCT video_id), count(*), coalesce(array_agg(DISTINCT field), '{{}}') FROM logged
