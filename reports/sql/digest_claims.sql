-- The claims that this change set lost stand in the log, whatever becomes of them later.
INSERT INTO videos_occurrence (change_set_id, what, key)
SELECT %(change_set)s, 'claim_lost', claim_id FROM videos_claim WHERE lost_in_id = %(change_set)s
ON CONFLICT DO NOTHING
