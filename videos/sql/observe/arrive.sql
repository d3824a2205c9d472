-- YouTube holds what had gone on its way to it, and staff want something else since: that is what their edit begins from.
UPDATE videos_openedit e
SET
    base = nullif(s.value, 'null'), sent = NULL, theirs = NULL, observed_at = NULL,
    state = CASE WHEN e.state IN ('conflict', 'handed_over') THEN 'to_push' ELSE e.state END, modified_at = statement_timestamp()
FROM settled s
WHERE e.id = s.edit AND s.value = s.sent AND s.value <> s.wanted
