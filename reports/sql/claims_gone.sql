-- A claim that its video's rows no longer tell is marked, never deleted. A claim report knows better of its own.
-- That it is lost stands in the log.
WITH gone AS (
    UPDATE videos_claim c
    SET not_seen_since = %(as_of)s
    FROM observed o
    WHERE c.video_id = o.key AND o.video IS NOT NULL AND c.not_seen_since IS NULL AND c.told_by = 'video'
        AND (c.as_of IS NULL OR c.as_of <= %(as_of)s)
        AND NOT EXISTS (SELECT FROM claimed n WHERE n.claim_id = c.claim_id)
    RETURNING c.video_id, c.claim_id
),
lost AS (
    INSERT INTO videos_occurrence (change_set_id, what, key) SELECT %(change_set)s, 'claim_lost', claim_id FROM gone
)
INSERT INTO touched SELECT video_id FROM gone
