-- The open edits whose wish YouTube holds, before they go.
SELECT o.key, e.field, s.base, s.wanted
FROM settled s
JOIN videos_openedit e ON e.id = s.edit
JOIN {observed} o ON o.video = e.video_id
WHERE s.value = s.wanted AND (s.sent IS NULL OR s.sent = s.wanted)
