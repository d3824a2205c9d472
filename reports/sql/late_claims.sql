-- A claim that only a late report lists is known, and gone: the newer report of its video no longer has it.
INSERT INTO videos_claim (video_id, {columns}, as_of, first_seen_id, not_seen_since)
SELECT key, {columns}, %(as_of)s, %(change_set)s, (SELECT v.as_of FROM videos_video v WHERE v.video_id = claimed.key)
FROM claimed
ON CONFLICT (claim_id) DO NOTHING
