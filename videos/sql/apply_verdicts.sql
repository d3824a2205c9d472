-- Each verdict on being a Short that a change set has logged stands, as that of the person who made the change set.
INSERT INTO videos_short AS s (video_id, verdict, method, checked_at, checked_by_id)
SELECT c.video_id, c.new #>> '{{}}', m.method, m.checked_at, m.checked_by
FROM (SELECT video_id, new, %s::bigint AS actor FROM videos_change WHERE change_set_id = %s AND id > %s AND field = %s) c
JOIN videos_video v ON v.id = c.video_id
CROSS JOIN LATERAL (
    SELECT 'manual' AS method, statement_timestamp() AS checked_at, c.actor AS checked_by WHERE c.new <> '"unknown"'
    UNION ALL
    SELECT '', NULL, NULL WHERE c.new = '"unknown"'
) m
ORDER BY c.video_id
ON CONFLICT (video_id) DO UPDATE SET
    verdict = excluded.verdict,
    method = excluded.method,
    checked_at = excluded.checked_at,
    checked_by_id = excluded.checked_by_id
