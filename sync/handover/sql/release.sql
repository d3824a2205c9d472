-- An open edit that is handed over stands in a hand-over that is not over; one that stands in none goes to the push, as
-- that of a video which came to its asset later. One that somebody has in hand is left to the next time: this waits for
-- nobody, so that nobody meets it crosswise.
UPDATE videos_openedit
SET state = 'to_push', modified_at = statement_timestamp()
WHERE id IN (
    SELECT o.id
    FROM videos_openedit o
    WHERE o.state = 'handed_over' AND NOT EXISTS (
        SELECT
        FROM sync_handoverrow r
        JOIN sync_handover h ON h.id = r.hand_over_id
        WHERE h.status IN ('making', 'made', 'uploaded', 'answered', 'ending') AND r.state IN ('waiting', 'accepted')
            AND r.video_id = o.video_id AND r.field = o.field
    )
    FOR NO KEY UPDATE OF o SKIP LOCKED
)
