-- YouTube holds what we wanted: the edit is done. Not where another value went on its way since, which may arrive yet.
DELETE FROM videos_openedit e USING settled s
WHERE e.id = s.edit AND s.value = s.wanted AND (s.sent IS NULL OR s.sent = s.wanted)
