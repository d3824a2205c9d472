-- Counts what an undo would restore (fields, videos) and leave (fields, videos), with the first of those it leaves.
WITH standing AS MATERIALIZED ({standing})
SELECT
    count(*) FILTER (WHERE obstacle IS NULL),
    count(DISTINCT video_id) FILTER (WHERE obstacle IS NULL),
    count(*) FILTER (WHERE obstacle IS NOT NULL),
    count(DISTINCT video_id) FILTER (WHERE obstacle IS NOT NULL),
    (
        SELECT coalesce(jsonb_agg(to_jsonb(l)), '[]')
        FROM (
            SELECT youtube_id AS video, field, new AS set, holds, obstacle AS why
            FROM standing WHERE obstacle IS NOT NULL
            ORDER BY video_id, field
            LIMIT %s
        ) l
    )
FROM standing
