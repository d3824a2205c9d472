-- An edit of these rows that wants what YouTube holds, and has nothing on its way, is done.
DELETE FROM videos_openedit o
USING sync_handoverrow r
WHERE {rows} AND o.video_id = r.video_id AND o.field = r.field
    AND o.state = 'to_push' AND o.sent IS NULL AND o.base IS NOT DISTINCT FROM o.wanted
