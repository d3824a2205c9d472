-- Takes the open edits that spreadsheets can carry out of the push's hands, each into one hand-over only. They are locked
-- in the order in which an edit locks them. What goes on its way is kept with the edit: it may arrive.
WITH judged AS MATERIALIZED ({judged}),
locked AS MATERIALIZED (
    SELECT o.id, j.layout, j.key
    FROM judged j
    JOIN videos_openedit o ON o.id = j.id
    WHERE j.obstacle IS NULL AND j.layout = ANY (%s) AND o.state = 'to_push'
    ORDER BY o.video_id, o.field
    FOR NO KEY UPDATE OF o
),
claimed AS (
    UPDATE videos_openedit o
    SET state = 'handed_over', sent = o.wanted, error = '', modified_at = statement_timestamp()
    FROM locked l
    WHERE o.id = l.id
    RETURNING o.video_id, o.field, o.base, o.wanted, l.layout, l.key
)
INSERT INTO sync_handoverrow (hand_over_id, video_id, field, layout, key, base, wanted)
SELECT %s, video_id, field, layout, key, base, wanted FROM claimed ORDER BY layout, key, field
