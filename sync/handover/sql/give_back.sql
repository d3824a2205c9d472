-- Gives the edits of a hand-over back to the push where they still wait for YouTube: those of rows in some states. What may
-- be on its way stays noted unless the files never left the house.
UPDATE videos_openedit o
SET state = 'to_push', sent = CASE WHEN {forget} AND o.sent = r.wanted THEN NULL ELSE o.sent END,
    modified_at = statement_timestamp()
FROM sync_handoverrow r
WHERE r.hand_over_id = %s AND r.state = ANY (%s)
    AND o.video_id = r.video_id AND o.field = r.field AND o.state = 'handed_over'
