-- The cells of a template's rows, in the order of the rows; the edits of several videos of one asset are one cell.
SELECT DISTINCT ON (key, field) key, field, wanted
FROM sync_handoverrow
WHERE hand_over_id = %s AND layout = %s AND state = 'waiting'
ORDER BY key, field, video_id
