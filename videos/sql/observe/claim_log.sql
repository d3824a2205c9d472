-- The log holds every field of a video that its claims change; the first sight of a claim is no change.
INSERT INTO videos_change (change_set_id, video_id, field, old, new, made_at)
SELECT %(change_set)s, video, field, old, new, statement_timestamp()
FROM derived
WHERE {is_change}
ORDER BY video, field
