-- Each change of a change set beside what its video holds now, and why it cannot be undone (null: it can).
SELECT c.video_id, c.field, c.old, c.new, h.holds, v.video_id AS youtube_id,
    CASE
        WHEN v.id IS NULL OR NOT c.field = ANY(%s) THEN 'gone'
        WHEN o.id IS NOT NULL THEN 'in conflict'
        WHEN h.holds IS DISTINCT FROM c.new THEN 'changed since'
    END AS obstacle
FROM {log} c
LEFT JOIN videos_video v ON v.id = c.video_id
LEFT JOIN videos_openedit o ON o.video_id = c.video_id AND o.field = c.field AND o.state = 'conflict'
CROSS JOIN LATERAL (SELECT CASE c.field {holds} END AS holds) h
