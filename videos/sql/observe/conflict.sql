-- YouTube holds neither what it held nor what we wanted: a person must pick.
UPDATE videos_openedit e
SET state = 'conflict', theirs = nullif(s.value, 'null'), observed_at = %(as_of)s, modified_at = statement_timestamp()
FROM settled s
WHERE e.id = s.edit AND s.value NOT IN (s.base, s.wanted) AND s.value IS DISTINCT FROM s.sent
    AND (s.state <> 'conflict' OR coalesce(s.theirs, 'null') <> s.value)
