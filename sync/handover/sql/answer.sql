-- Notes of each edit of a file what YouTube says of its row. A sentence is not lost to a later file that has none; an edit
-- that was confirmed, changed since or taken back stays what it is.
UPDATE sync_handoverrow r
SET
    state = a.verdict,
    error = CASE
        WHEN a.verdict = 'accepted' THEN ''
        WHEN jsonb_exists(a.by_field, r.field) THEN a.by_field ->> r.field
        WHEN a.error = '' THEN coalesce(nullif(r.error, ''), %s)
        ELSE a.error
    END
FROM answered a
WHERE r.file_id = %s AND r.line = a.line AND r.state IN ('waiting', 'accepted', 'refused')
