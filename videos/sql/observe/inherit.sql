-- A video that comes to an asset that people are changing is changed with it, in the change set of the last edit, so that
-- an undo of that one takes it back as well. What YouTube holds of it is weighed like any observation.
WITH meant AS MATERIALIZED (
    SELECT DISTINCT ON (s.asset_id, e.field)
        s.asset_id, e.field, e.base, e.wanted, e.state, e.error, e.change_set_id
    FROM videos_openedit e
    JOIN videos_video s ON s.id = e.video_id
    WHERE e.field = ANY (%(fields_of_assets)s::text[]) AND s.asset_id <> '' AND s.id NOT IN ({joined})
    ORDER BY s.asset_id, e.field, e.modified_at DESC, e.id DESC
),
inherited AS MATERIALIZED (
    SELECT
        v.id AS video, m.field, m.base, m.wanted, m.error, m.change_set_id, h.holds,
        CASE
            WHEN h.holds IS DISTINCT FROM m.base THEN 'conflict'
            WHEN m.state = 'conflict' THEN 'to_push'
            ELSE m.state
        END AS state
    FROM meant m
    JOIN videos_video v ON v.asset_id = m.asset_id
    CROSS JOIN LATERAL (SELECT CASE m.field {held} END AS holds) h
    WHERE v.id IN ({joined}) AND h.holds IS DISTINCT FROM m.wanted
        AND NOT EXISTS (SELECT FROM videos_openedit o WHERE o.video_id = v.id AND o.field = m.field)
),
opened AS (
    INSERT INTO videos_openedit (video_id, field, base, wanted, theirs, observed_at, state, error, change_set_id)
    SELECT
        video, field, base, wanted, CASE WHEN state = 'conflict' THEN holds END,
        CASE WHEN state = 'conflict' THEN %(as_of)s::timestamptz END, state, error, change_set_id
    FROM inherited
    ORDER BY video, field
),
logged AS (
    INSERT INTO videos_change (change_set_id, video_id, field, old, new)
    SELECT change_set_id, video, field, holds, wanted FROM inherited ORDER BY video, field
),
counted AS (
    UPDATE videos_changeset s
    SET videos = s.videos + c.videos, changes = s.changes + c.changes
    FROM (
        SELECT change_set_id, count(DISTINCT video) AS videos, count(*) AS changes FROM inherited GROUP BY change_set_id
    ) c
    WHERE s.id = c.change_set_id
),
written AS (
    UPDATE videos_video v
    SET modified_at = statement_timestamp(), {assignments}
    FROM (SELECT video, jsonb_object_agg(field, wanted) AS new FROM inherited GROUP BY video) c
    WHERE v.id = c.video
)
SELECT count(*) FILTER (WHERE state = 'conflict') FROM inherited
