-- Each selected video waits for a push, where it has something to push, and for a pull, as asked for; at most once.
WITH selected AS MATERIALIZED ({selection}),
asked AS (
    INSERT INTO sync_metadatasync
        (video_id, direction, status, fields, units, error, error_reason, worker, attempts, requested_by_id)
    SELECT s.id, d.direction, 'pending', '{{}}', 0, '', '', '', 0, %s
    FROM selected s
    CROSS JOIN unnest(%s::text[]) AS d (direction)
    WHERE (d.direction = 'pull' OR EXISTS (
            SELECT FROM videos_openedit e
            WHERE e.video_id = s.id AND e.state = 'to_push' AND e.field = ANY (%s::text[])
        ))
        AND NOT EXISTS (
            SELECT FROM sync_metadatasync w
            WHERE w.video_id = s.id AND w.direction = d.direction AND w.status = 'pending'
        )
    ORDER BY s.id
    RETURNING video_id
)
SELECT count(DISTINCT video_id) FROM asked
