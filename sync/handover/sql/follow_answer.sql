-- Open edits follow what YouTube said of them: refused with its sentence, or still waiting to be confirmed. Those that
-- people have changed since go to the push, now that the file can overwrite them no more.
UPDATE videos_openedit o
SET
    state = CASE
        WHEN o.wanted IS DISTINCT FROM r.wanted THEN 'to_push'
        WHEN r.state = 'refused' THEN 'refused'
        ELSE 'handed_over'
    END,
    error = CASE WHEN o.wanted = r.wanted AND r.state = 'refused' THEN r.error ELSE '' END,
    sent = CASE WHEN r.state = 'refused' AND o.sent = r.wanted THEN NULL ELSE coalesce(o.sent, r.wanted) END,
    modified_at = statement_timestamp()
FROM answered a
JOIN sync_handoverrow r ON r.file_id = %s AND r.line = a.line AND r.state IN ('accepted', 'refused')
WHERE o.video_id = r.video_id AND o.field = r.field
    AND (o.state = 'handed_over' OR o.state = 'refused' AND o.wanted = r.wanted)
