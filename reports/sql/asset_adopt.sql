-- A video that came to another asset takes what is told of that one, by the rules of any observation; where nothing is
-- told of it, what it had of the asset before is no longer said.
WITH adopted AS MATERIALIZED (
    SELECT v.id AS video, d.field, d.old, d.new
    FROM delta moved
    JOIN observed o ON o.video = moved.video
    JOIN videos_video v ON v.id = moved.video
    LEFT JOIN videos_asset a ON a.asset_id = o.asset_id
    CROSS JOIN LATERAL (VALUES {pairs}) AS d (field, old, new, told)
    WHERE moved.field = 'asset_id' AND d.told
),
weighed AS (
    INSERT INTO settled (edit, state, theirs, base, wanted, value)
    SELECT e.id, e.state, e.theirs, coalesce(e.base, 'null'), coalesce(e.wanted, 'null'), d.new
    FROM adopted d
    JOIN videos_openedit e ON e.video_id = d.video AND e.field = d.field
)
INSERT INTO delta (video, field, old, new)
SELECT video, field, old, new FROM adopted WHERE old IS DISTINCT FROM new
