-- YouTube holds again what it held when the edit began: the conflict is over, the edit still to be pushed.
UPDATE videos_openedit e
SET state = 'to_push', theirs = NULL, observed_at = NULL, modified_at = statement_timestamp()
FROM settled s
WHERE e.id = s.edit AND s.value = s.base AND s.value <> s.wanted AND s.state = 'conflict'
