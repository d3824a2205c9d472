-- The newest videos of a channel by policy, as many as are looked at at most. Gives: policy, videos, and how many of them
-- we claim, another owner claims, and we do not claim.
SELECT
    effective_policy,
    count(*),
    count(*) FILTER (WHERE claimed_by_this_owner),
    count(*) FILTER (WHERE claimed_by_another_owner),
    count(*) FILTER (WHERE NOT claimed_by_this_owner)
FROM (
    SELECT effective_policy, claimed_by_this_owner, claimed_by_another_owner
    FROM videos_video
    WHERE channel_id = %s
    ORDER BY id DESC
    LIMIT %s
) newest
GROUP BY effective_policy
