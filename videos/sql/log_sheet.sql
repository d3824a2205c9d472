-- Logs what the rows of a spreadsheet behind one line and up to another ask for, whose videos are locked; a field of the
-- asset is meant for every video of the asset. A row is left, and that is noted in it, where its video holds no longer
-- what the person saw. Gives: videos, fields changed, videos whose change cannot be taken back, the last row of the log,
-- and how many rows are left, by reason.
WITH wanted AS MATERIALIZED (
    SELECT r.line, r.video_id AS id, c.key AS field, nullif(c.value->0, 'null') AS old, nullif(c.value->1, 'null') AS new
    FROM videos_spreadsheetrow r
    CROSS JOIN LATERAL jsonb_each(r.changes) c
    WHERE r.spreadsheet_id = %(sheet)s AND r.line > %(after)s AND r.line <= %(upto)s AND r.changes IS NOT NULL
),
conflicts AS MATERIALIZED (
    SELECT o.video_id, o.field FROM videos_openedit o
    WHERE o.state = 'conflict' AND o.field = ANY(%(fields)s)
),
judged AS MATERIALIZED (
    SELECT w.line, CASE
        WHEN bool_or(v.id IS NULL) THEN 'gone'
        WHEN bool_or(h.value IS DISTINCT FROM w.old AND h.value IS DISTINCT FROM w.new) THEN 'changed since'
        WHEN bool_or(o.video_id IS NOT NULL) THEN 'in conflict with what YouTube holds'
    END AS obstacle
    FROM wanted w
    LEFT JOIN videos_video v ON v.id = w.id
    LEFT JOIN conflicts o ON o.video_id = w.id AND o.field = w.field
    LEFT JOIN LATERAL (SELECT CASE w.field {holds} END AS value) h ON true
    GROUP BY w.line
),
noted AS (
    UPDATE videos_spreadsheetrow r
    SET skipped = j.obstacle
    FROM judged j
    WHERE r.spreadsheet_id = %(sheet)s AND r.line = j.line AND j.obstacle IS NOT NULL
),
good AS MATERIALIZED (
    SELECT w.* FROM wanted w JOIN judged j ON j.line = w.line WHERE j.obstacle IS NULL
),
meant AS (
    SELECT DISTINCT ON (id, field) id, field, new
    FROM (
        SELECT id, field, new, line FROM good
        UNION ALL
        SELECT other.id, g.field, g.new, g.line
        FROM good g
        JOIN videos_video v ON v.id = g.id
        JOIN videos_video other ON other.asset_id = v.asset_id AND other.id <> v.id
        WHERE g.field = ANY(%(of_asset)s) AND v.asset_id <> ''
    ) each_of_asset
    ORDER BY id, field, line
),
logged AS (
    INSERT INTO videos_change (change_set_id, video_id, field, old, new)
    SELECT %(change_set)s, v.id, m.field, h.value, m.new
    FROM meant m
    JOIN videos_video v ON v.id = m.id
    CROSS JOIN LATERAL (SELECT CASE m.field {holds} END AS value) h
    WHERE h.value IS DISTINCT FROM m.new
        AND NOT EXISTS (SELECT FROM conflicts o WHERE o.video_id = m.id AND o.field = m.field)
    RETURNING id, video_id, field, old, new
)
SELECT
    count(DISTINCT video_id),
    count(*),
    count(*) FILTER (WHERE {irreversible}),
    coalesce(max(id), 0),
    (
        SELECT coalesce(jsonb_object_agg(obstacle, number), '{{}}')
        FROM (SELECT obstacle, count(*) AS number FROM judged WHERE obstacle IS NOT NULL GROUP BY obstacle) l
    )
FROM logged
