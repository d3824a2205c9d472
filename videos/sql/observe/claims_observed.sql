-- What was told, beside the claims that we have; each policy by the name that the catalogue knows. What a newer report or
-- answer has overtaken is left out.
CREATE UNLOGGED TABLE observed AS
SELECT c.id AS known, c.status = 'active' AND c.told_by = 'claim' AS was_active, c.lost_in_id IS NOT NULL AS was_lost,
    p.name AS policy, t.*
FROM told t
LEFT JOIN (
    SELECT id, claim_id, status, told_by, lost_in_id, as_of, pulled_at, not_seen_since, feed_id
    FROM videos_claim
    WHERE claim_id IN (SELECT key FROM told)
    ORDER BY id
    FOR NO KEY UPDATE
) c ON c.claim_id = t.key
LEFT JOIN videos_policy p ON p.policy_id = t.policy_id
LEFT JOIN videos_feed f ON f.id = c.feed_id
WHERE c.id IS NULL OR c.told_by = 'video' AND coalesce(c.pulled_at <= %(as_of)s, true)
    OR coalesce(c.as_of <= %(as_of)s, true) AND NOT coalesce(c.not_seen_since IS NULL AND f.as_of > %(as_of)s, false)
