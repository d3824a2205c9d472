-- A claim that we have takes what the report tells, where no newer one told it. It is back where YouTube was asked before,
-- and told no more of it.
ON CONFLICT (claim_id) DO UPDATE
SET video_id = excluded.video_id, {assignments}, told_by = 'video', as_of = excluded.as_of, not_seen_since = NULL,
    lost_in_id = NULL, lost_at = NULL
WHERE (
        videos_claim.told_by = 'video'
        OR videos_claim.not_seen_since = videos_claim.pulled_at AND videos_claim.feed_id IS NULL
    )
    AND (videos_claim.as_of IS NULL OR videos_claim.as_of <= excluded.as_of)
    AND (
        (videos_claim.video_id, {ours}) IS DISTINCT FROM (excluded.video_id, {theirs})
        OR videos_claim.not_seen_since IS NOT NULL
    )
