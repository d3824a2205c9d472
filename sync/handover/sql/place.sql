-- Notes of each edit in which row of which file it stands.
UPDATE sync_handoverrow r
SET file_id = p.file, line = p.line
FROM placed p
WHERE r.hand_over_id = %s AND r.layout = p.layout AND r.key = p.key AND r.state = 'waiting'
