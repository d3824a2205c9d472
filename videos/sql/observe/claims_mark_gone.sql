-- They are marked, never deleted. That one is lost stands in the log. What knows best of it stays: a newer report may tell
-- it again.
WITH marked AS (
    UPDATE videos_claim c
    SET
        not_seen_since = %(as_of)s,
        as_of = %(as_of)s,
        pulled_at = %(as_of)s,
        lost_in_id = CASE WHEN g.is_lost THEN %(change_set)s ELSE c.lost_in_id END,
        lost_at = CASE WHEN g.is_lost THEN %(as_of)s::timestamptz ELSE c.lost_at END
    FROM gone g
    WHERE c.id = g.id
)
INSERT INTO videos_occurrence (change_set_id, what, key) SELECT %(change_set)s, 'claim_lost', claim_id FROM gone WHERE is_lost
