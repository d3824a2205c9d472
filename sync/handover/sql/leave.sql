-- Notes of each edit that could not be written why.
UPDATE sync_handoverrow r
SET state = 'left', error = l.error
FROM left_out l
WHERE r.hand_over_id = %s AND r.layout = l.layout AND r.key = l.key AND r.field = l.field
