-- What the claims that claim reports or the API told tell of each of these videos; one whose claims are all gone is not
-- claimed. Where no claim report listed them, and YouTube was asked before this moment, they say nothing of it.
SELECT
    c.video_id AS key,
    coalesce(
        (array_agg(c.status ORDER BY r.rank, c.claim_id) FILTER (WHERE c.not_seen_since IS NULL))[1], ''
    ) AS claimed_status,
    coalesce(
        bool_or(c.status NOT IN ('pending', 'routed_for_review', 'potential', 'takedown', 'inactive'))
            FILTER (WHERE c.not_seen_since IS NULL),
        false
    ) AS claimed_by_this_owner,
    coalesce(
        (array_agg(c.asset_id ORDER BY c.not_seen_since IS NOT NULL, r.rank, c.claim_id)
            FILTER (WHERE c.asset_id <> ''))[1],
        ''
    ) AS asset_id
FROM (SELECT DISTINCT key FROM ({videos}) asked WHERE key <> '') k
JOIN videos_claim c ON c.video_id = k.key
CROSS JOIN LATERAL (
    SELECT CASE WHEN c.status = 'inactive' THEN 99 ELSE coalesce(array_position(%(alive)s::text[], c.status), 98) END
        AS rank
) r
WHERE c.told_by = 'claim' OR c.not_seen_since = c.pulled_at
GROUP BY c.video_id
HAVING NOT (
    bool_and(coalesce(c.not_seen_since = c.pulled_at AND c.feed_id IS NULL, false)) AND max(c.not_seen_since) < %(as_of)s
)
