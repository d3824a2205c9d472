-- Those that differ from what we have, or that we do not have: to find that by a conflict alone would lock the row of each
-- claim that stays as it is, which costs as much as to change it.
WHERE NOT EXISTS (
    SELECT FROM videos_claim
    WHERE videos_claim.claim_id = claimed.claim_id AND not_seen_since IS NULL
        AND (videos_claim.video_id, {ours}) IS NOT DISTINCT FROM (claimed.key, {told})
)
