-- The log holds every field that the report changes, from what to what. A column's first sight is no change.
INSERT INTO videos_change (change_set_id, video_id, field, old, new, made_at)
SELECT %(change_set)s, video, field, old, new, statement_timestamp()
FROM delta d
WHERE {is_change}
ORDER BY video, field
