-- Deletes one batch of the counters of days before a limit, in the order of the primary key and behind the last batch.
WITH old AS MATERIALIZED (
    SELECT video_id, day
    FROM videos_videostatisticsday
    WHERE day < %s AND (video_id, day) > (%s, %s)
    ORDER BY video_id, day
    LIMIT %s
),
gone AS (
    DELETE FROM videos_videostatisticsday d USING old WHERE (d.video_id, d.day) = (old.video_id, old.day)
)
SELECT
    (array_agg(video_id ORDER BY video_id DESC, day DESC))[1],
    (array_agg(day ORDER BY video_id DESC, day DESC))[1],
    count(*)
FROM old
