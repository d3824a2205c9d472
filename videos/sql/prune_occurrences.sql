-- Deletes one batch of what befell objects as a whole up to a change set.
DELETE FROM videos_occurrence
WHERE ctid = ANY (ARRAY(SELECT ctid FROM videos_occurrence WHERE change_set_id <= %s LIMIT %s))
