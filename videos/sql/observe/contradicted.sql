-- The open edits that are in conflict by what was told, and whether they were before, by the same.
SELECT o.key, e.field, s.state = 'conflict' AND s.theirs IS NOT DISTINCT FROM e.theirs, e.wanted, e.theirs
FROM settled s
JOIN videos_openedit e ON e.id = s.edit
JOIN {observed} o ON o.video = e.video_id
WHERE e.state = 'conflict'
