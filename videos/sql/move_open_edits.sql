-- Every change of a change set in a field that YouTube holds stands in an open edit, one a video and field. A further
-- edit moves what is wanted and keeps the base; an edit of a conflict has seen theirs, which is its base from then on. What
-- is handed over in a spreadsheet waits for that: pushed now, the spreadsheet would overwrite it later.
INSERT INTO videos_openedit AS o (video_id, field, base, wanted, state, error, change_set_id)
SELECT video_id, field, old, new, 'to_push', '', change_set_id
FROM videos_change
WHERE change_set_id = %s AND id > %s AND field = ANY(%s)
ORDER BY video_id, field
ON CONFLICT (video_id, field) DO UPDATE SET
    base = CASE WHEN o.state = 'conflict' THEN o.theirs ELSE o.base END,
    wanted = excluded.wanted,
    theirs = NULL,
    observed_at = NULL,
    state = CASE WHEN o.state = 'handed_over' THEN o.state ELSE 'to_push' END,
    error = '',
    change_set_id = excluded.change_set_id,
    modified_at = statement_timestamp()
