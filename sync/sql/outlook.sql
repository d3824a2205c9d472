-- What a sync of the first so many of the selected videos would meet, as JSON: how many have edits that the APIs can push,
-- that cost units, that no API takes; how many are in conflict, refused, handed over, gone, or wait for a sync already.
WITH selected AS MATERIALIZED (SELECT id FROM ({selection}) s LIMIT %s),
edits AS MATERIALIZED (
    SELECT e.video_id, e.state, e.field = ANY (%s) AS by_api, e.field = ANY (%s) AS paid
    FROM selected s
    JOIN videos_openedit e ON e.video_id = s.id
)
SELECT jsonb_build_object(
    'selected', (SELECT count(*) FROM selected),
    'pushes', count(DISTINCT video_id) FILTER (WHERE state = 'to_push' AND by_api),
    'paid', count(DISTINCT video_id) FILTER (WHERE state = 'to_push' AND paid),
    'refused', count(DISTINCT video_id) FILTER (WHERE state = 'refused' AND by_api),
    'refused_paid', count(DISTINCT video_id) FILTER (WHERE state = 'refused' AND paid),
    'by_hand', count(DISTINCT video_id) FILTER (WHERE state = 'to_push' AND NOT by_api),
    'conflict', count(DISTINCT video_id) FILTER (WHERE state = 'conflict'),
    'handed_over', count(DISTINCT video_id) FILTER (WHERE state = 'handed_over'),
    'missing', (SELECT count(*) FROM selected s JOIN videos_video v ON v.id = s.id WHERE v.missing_since IS NOT NULL),
    'waiting', (
        SELECT count(DISTINCT s.id)
        FROM selected s
        JOIN sync_metadatasync w ON w.video_id = s.id AND w.status = 'pending'
    )
)
FROM edits
