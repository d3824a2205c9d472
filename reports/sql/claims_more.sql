-- Of a claim that a claim report told, the video report tells what no claim report does.
WITH written AS (
    UPDATE videos_claim t
    SET {assignments}
    FROM claimed o
    WHERE t.claim_id = o.claim_id AND t.video_id = o.key AND t.told_by = 'claim'
        AND ({ours}) IS DISTINCT FROM ({theirs})
    RETURNING t.video_id
)
INSERT INTO touched SELECT w.video_id FROM written w JOIN observed o ON o.key = w.video_id AND o.video IS NOT NULL
