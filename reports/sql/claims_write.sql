-- The catalogue's claims are those that the report tells, unless a newer one told them otherwise.
WITH written AS (
    INSERT INTO videos_claim (video_id, {columns}, as_of, first_seen_id)
    SELECT key, {columns}, %(as_of)s, %(change_set)s FROM claimed
    {unlike}
    {known}
    RETURNING video_id
)
INSERT INTO touched SELECT w.video_id FROM written w JOIN observed o ON o.key = w.video_id AND o.video IS NOT NULL
