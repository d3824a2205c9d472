-- Takes the open edits that spreadsheets can carry out of the push's hands, each into one hand-over only. Their videos are
-- locked first, in the order of ids that everybody keeps. What goes on its way is kept with the edit: it may arrive.
WITH judged AS MATERIALIZED ({judged}),
meant AS MATERIALIZED (
    SELECT id, video_id, layout, key FROM judged WHERE obstacle IS NULL AND layout = ANY (%s)
),
videos AS MATERIALIZED (
    SELECT FROM videos_video WHERE id IN (SELECT video_id FROM meant) ORDER BY id FOR NO KEY UPDATE
),
locked AS MATERIALIZED (
    SELECT o.id, m.layout, m.key
    FROM meant m
    JOIN videos_openedit o ON o.id = m.id
    WHERE o.state = 'to_push' AND (SELECT count(*) FROM videos) > 0
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
