-- Each open edit to push that is meant, once: by which template a spreadsheet would carry it, and what keeps it out of
-- one. An edit of an asset's field is meant for all videos of the asset.
WITH columns (field, layout, of_asset) AS (VALUES {columns}),
chosen AS MATERIALIZED (
    SELECT o.id, o.field, v.asset_id
    FROM videos_openedit o
    JOIN videos_video v ON v.id = o.video_id
    WHERE o.state = 'to_push' AND ({scope})
),
of_assets AS MATERIALIZED (
    SELECT DISTINCT asset_id, field FROM chosen WHERE asset_id <> '' AND field = ANY ({asset_fields})
),
siblings AS MATERIALIZED (
    SELECT v.asset_id, o.id, o.field, o.state, coalesce(o.wanted, 'null') AS wanted
    FROM of_assets a
    JOIN videos_video v ON v.asset_id = a.asset_id
    JOIN videos_openedit o ON o.video_id = v.id AND o.field = a.field
),
torn AS MATERIALIZED (
    SELECT asset_id, field
    FROM siblings
    GROUP BY asset_id, field
    HAVING min(wanted::text) <> max(wanted::text) OR bool_or(state = 'conflict')
),
meant AS (
    SELECT id FROM chosen
    UNION
    SELECT id FROM siblings WHERE state = 'to_push'
)
SELECT
    o.id, o.video_id, o.field, v.asset_id, c.layout,
    CASE WHEN c.of_asset THEN v.asset_id ELSE v.video_id END AS key,
    CASE
        WHEN c.field IS NULL THEN 'column'
        WHEN o.wanted IS NULL OR o.wanted IN ('null', '""', '[]') THEN 'clear'
        WHEN c.of_asset AND v.asset_id = '' THEN 'asset'
        WHEN o.sent <> o.wanted THEN 'sent'
        WHEN t.field IS NOT NULL THEN 'torn'
        WHEN c.layout = 'sound_recording' AND upper(a.asset_type) NOT IN ('', 'SOUND_RECORDING') THEN 'type'
        WHEN jsonb_typeof(o.wanted) = 'array' AND EXISTS (
            SELECT FROM jsonb_array_elements_text(o.wanted) n WHERE n = '' OR strpos(n, '|') > 0 OR n ~ '^\s|\s$'
        ) THEN 'list'
        WHEN jsonb_typeof(o.wanted) = 'string' AND o.wanted #>> '{{}}' ~ '^\s|\s$' THEN 'space'
    END AS obstacle
FROM meant m
JOIN videos_openedit o ON o.id = m.id
JOIN videos_video v ON v.id = o.video_id
LEFT JOIN columns c ON c.field = o.field
LEFT JOIN videos_asset a ON a.asset_id = v.asset_id AND v.asset_id <> ''
LEFT JOIN torn t ON t.asset_id = v.asset_id AND t.field = o.field
