-- What the videos hold that these keys name. Where a key names several, the first of them stands for all, and how many
-- videos and owners of codes (an asset, or a video without one) there are is told.
WITH found AS MATERIALIZED (
    SELECT {key} AS key, min(v.id) AS id, count(*) AS videos,
        count(DISTINCT CASE WHEN v.asset_id = '' THEN v.video_id ELSE v.asset_id END) AS owners
    FROM videos_video v
    WHERE {key} = ANY(%s) AND {key} <> ''
    GROUP BY {key}
)
SELECT f.key, f.videos, f.owners, v.id, v.asset_id, ARRAY[{texts}]::text[], jsonb_build_array({values}),
    ARRAY(SELECT o.field FROM videos_openedit o WHERE o.video_id = v.id AND o.state = 'conflict')
FROM found f
JOIN videos_video v ON v.id = f.id
