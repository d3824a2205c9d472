-- YouTube holds what we wanted: the edit is done.
DELETE FROM videos_openedit e USING settled s WHERE e.id = s.edit AND s.value = s.wanted
