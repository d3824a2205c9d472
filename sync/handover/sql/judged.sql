-- Each open edit to push that is meant, once: which route of the APIs it has, by which template a spreadsheet would carry
-- it, and what keeps it out of one. An edit of an asset's field is meant for all videos of the asset.
WITH fields (field, route, layout, of_asset) AS (VALUES {fields}),
chosen AS MATERIALIZED (
    SELECT o.id, o.video_id, o.field, o.wanted, o.sent, v.asset_id, v.video_id AS youtube_id
    FROM videos_openedit o
    JOIN videos_video v ON v.id = o.video_id
    WHERE o.state = 'to_push' AND ({scope})
),
of_assets AS (
    SELECT DISTINCT asset_id, field FROM chosen WHERE asset_id <> '' AND field = ANY ({asset_fields})
),
siblings AS MATERIALIZED (
    SELECT o.id, o.video_id, o.field, o.wanted, o.sent, o.state, v.asset_id, v.video_id AS youtube_id
    FROM of_assets a
    JOIN videos_video v ON v.asset_id = a.asset_id
    JOIN videos_openedit o ON o.video_id = v.id AND o.field = a.field
    WHERE o.field = ANY ({asset_fields})
),
torn AS (
    SELECT asset_id, field
    FROM siblings
    GROUP BY asset_id, field
    HAVING min(coalesce(wanted, 'null')::text) <> max(coalesce(wanted, 'null')::text) OR bool_or(state = 'conflict')
),
meant AS (
    SELECT id, video_id, field, wanted, sent, asset_id, youtube_id
    FROM chosen
    WHERE asset_id = '' OR field <> ALL ({asset_fields})
    UNION ALL
    SELECT id, video_id, field, wanted, sent, asset_id, youtube_id FROM siblings WHERE state = 'to_push'
)
SELECT
    m.id, m.video_id, m.field, m.asset_id, f.route, f.layout,
    CASE WHEN f.of_asset THEN m.asset_id ELSE m.youtube_id END AS key,
    CASE
        WHEN f.layout IS NULL THEN 'column'
        WHEN m.wanted IS NULL OR m.wanted IN ('null', '""', '[]') THEN 'clear'
        WHEN f.of_asset AND m.asset_id = '' THEN 'asset'
        WHEN m.sent <> m.wanted THEN 'sent'
        WHEN t.field IS NOT NULL THEN 'torn'
        WHEN f.layout = 'sound_recording' AND upper(a.asset_type) NOT IN ('', 'SOUND_RECORDING') THEN 'type'
        WHEN jsonb_typeof(m.wanted) = 'array' AND EXISTS (
            SELECT FROM jsonb_array_elements_text(m.wanted) n WHERE n = '' OR strpos(n, '|') > 0 OR n ~ '^\s|\s$'
        ) THEN 'list'
        WHEN jsonb_typeof(m.wanted) = 'string' AND m.wanted #>> '{{}}' ~ '^\s|\s$' THEN 'space'
    END AS obstacle
FROM meant m
LEFT JOIN fields f ON f.field = m.field
LEFT JOIN videos_asset a ON a.asset_id = m.asset_id AND f.of_asset
LEFT JOIN torn t ON t.asset_id = m.asset_id AND t.field = m.field
