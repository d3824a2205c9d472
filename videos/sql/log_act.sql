-- Logs what an act changes in videos that are locked. Gives: videos, fields changed, videos whose change cannot be taken
-- back, the last row of the log, and how many of the selected videos are left alone, by reason.
WITH d AS MATERIALIZED ({differences}),
logged AS (
    INSERT INTO videos_change (change_set_id, video_id, field, old, new)
    SELECT %s, id, field, old, new FROM d WHERE obstacle IS NULL
    RETURNING id, video_id
)
SELECT
    count(DISTINCT video_id),
    count(*),
    (SELECT count(*) FROM d WHERE obstacle IS NULL AND {irreversible}),
    coalesce(max(id), 0),
    (SELECT coalesce(jsonb_object_agg(why, number), '{{}}') FROM ({left_alone}) l)
FROM logged
