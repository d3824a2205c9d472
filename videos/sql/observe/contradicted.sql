-- The open edits that are in conflict by what was told.
SELECT o.key, e.field, e.wanted, e.theirs
FROM settled s
JOIN videos_openedit e ON e.id = s.edit
JOIN {observed} o ON o.video = e.video_id
WHERE e.state = 'conflict'
