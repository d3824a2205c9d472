-- The catalogue's claims are those that the report tells, unless a newer one told them otherwise.
WITH written AS (
    INSERT INTO videos_claim (video_id, {columns}, as_of, first_seen_id)
    SELECT key, {columns}, %(as_of)s, %(change_set)s FROM claimed
    ON CONFLICT (claim_id) DO UPDATE
    SET video_id = excluded.video_id, {assignments}, as_of = excluded.as_of, not_seen_since = NULL
    WHERE videos_claim.told_by = 'video' AND (videos_claim.as_of IS NULL OR videos_claim.as_of <= excluded.as_of)
        AND (
            (videos_claim.video_id, {ours}) IS DISTINCT FROM (excluded.video_id, {theirs})
            OR videos_claim.not_seen_since IS NOT NULL
        )
    RETURNING video_id
)
INSERT INTO touched SELECT w.video_id FROM written w JOIN observed o ON o.key = w.video_id AND o.video IS NOT NULL
