-- Each chosen conflict keeps what staff want, having seen theirs; of a field of the asset, so do all videos of it.
WITH chosen AS MATERIALIZED (
    SELECT o.id, o.field, v.asset_id
    FROM videos_openedit o
    JOIN videos_video v ON v.id = o.video_id
    WHERE o.state = 'conflict' AND o.id IN ({selection})
),
kept AS (
    UPDATE videos_openedit o
    SET base = o.theirs, theirs = NULL, observed_at = NULL, state = 'to_push', error = '',
        change_set_id = %s, modified_at = statement_timestamp()
    WHERE o.state = 'conflict' AND o.id IN (
        SELECT id FROM chosen
        UNION
        SELECT other.id
        FROM chosen c
        JOIN videos_video v ON v.asset_id = c.asset_id
        JOIN videos_openedit other ON other.video_id = v.id AND other.field = c.field
        WHERE c.asset_id <> '' AND c.field = ANY(%s)
    )
    RETURNING o.video_id
)
SELECT count(DISTINCT video_id), count(*) FROM kept
