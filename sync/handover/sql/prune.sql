-- Drops some rows of a hand-over.
DELETE FROM sync_handoverrow
WHERE ctid = ANY (ARRAY(SELECT ctid FROM sync_handoverrow WHERE hand_over_id = %s LIMIT %s))
