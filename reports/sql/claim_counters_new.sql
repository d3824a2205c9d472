-- Every claim that a claim report tells has its counters.
INSERT INTO videos_claimstatistics (claim_id, views, engaged_views, as_of)
SELECT f.key, f.views, f.engaged_views, %(as_of)s
FROM folded f
JOIN news n USING (key)
WHERE NOT n.sighted AND NOT EXISTS (SELECT FROM {held} t WHERE t.claim_id = f.key)
{in_order}
