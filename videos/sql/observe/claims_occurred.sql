-- That a claim was lost, or is back, stands in the log.
INSERT INTO videos_occurrence (change_set_id, what, key)
SELECT %(change_set)s, CASE WHEN status = 'active' THEN 'claim_back' ELSE 'claim_lost' END, key
FROM observed
WHERE was_active AND status <> 'active' OR was_lost AND status = 'active'
