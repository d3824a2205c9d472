-- Notes what became of the edits of a hand-over since: confirmed where YouTube was seen to hold what was asked for, changed
-- since where people want something else by now.
UPDATE sync_handoverrow r
SET state = f.state
FROM (
    SELECT r.video_id, r.field, CASE WHEN o.id IS NULL AND h.value = r.wanted THEN 'confirmed' ELSE 'overtaken' END AS state
    FROM sync_handoverrow r
    LEFT JOIN videos_openedit o ON o.video_id = r.video_id AND o.field = r.field
    LEFT JOIN videos_video v ON v.id = r.video_id
    LEFT JOIN LATERAL (SELECT CASE r.field {held} END AS value) h ON true
    WHERE r.hand_over_id = %(hand_over)s AND (
        r.state IN ('waiting', 'accepted') AND (o.id IS NULL OR o.wanted IS DISTINCT FROM r.wanted AND o.state <> 'handed_over')
        OR r.state = 'refused' AND o.id IS NULL AND h.value = r.wanted
    )
) f
WHERE r.hand_over_id = %(hand_over)s AND r.video_id = f.video_id AND r.field = f.field
