-- Deletes one batch of what was seen of conflicts for change sets that wait no more.
DELETE FROM videos_seenconflict
WHERE ctid = ANY (ARRAY(
    SELECT s.ctid
    FROM videos_seenconflict s
    JOIN videos_changeset c ON c.id = s.change_set_id
    WHERE c.status NOT IN ('queued', 'running')
    LIMIT %s
))
