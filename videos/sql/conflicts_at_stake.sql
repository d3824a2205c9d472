-- Of each chosen conflict, once an asset: a digest of all that is at stake in it, how many fields are in conflict with it,
-- and how many values YouTube was seen to hold there.
WITH chosen AS MATERIALIZED (
    SELECT o.id, o.field, CASE WHEN o.field = ANY(%s) THEN v.asset_id ELSE '' END AS asset_id
    FROM videos_openedit o
    JOIN videos_video v ON v.id = o.video_id
    WHERE o.state = 'conflict' AND o.id IN ({selection})
),
at_stake AS (
    SELECT c.id AS chosen, o.id, o.wanted, o.theirs FROM chosen c JOIN videos_openedit o ON o.id = c.id WHERE c.asset_id = ''
    UNION ALL
    SELECT c.id, o.id, o.wanted, o.theirs
    FROM chosen c
    JOIN videos_video v ON v.asset_id = c.asset_id
    JOIN videos_openedit o ON o.video_id = v.id AND o.field = c.field AND o.state = 'conflict'
    WHERE c.asset_id <> ''
)
SELECT
    chosen,
    md5(string_agg(concat_ws(' ', id, wanted, coalesce(theirs, 'null')), ',' ORDER BY id)) AS token,
    count(*) AS conflicts,
    count(DISTINCT coalesce(theirs, 'null')) AS held
FROM at_stake
GROUP BY chosen
