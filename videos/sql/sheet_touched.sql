-- How many videos a spreadsheet would change, others of the same assets included, and how many public ones it would make
-- private; and the fields.
WITH meant AS MATERIALIZED (
    SELECT video_id, changes FROM videos_spreadsheetrow WHERE spreadsheet_id = %s AND changes IS NOT NULL
),
touched AS (
    SELECT video_id FROM meant
    UNION
    SELECT other.id
    FROM meant m
    JOIN videos_video v ON v.id = m.video_id
    JOIN videos_video other ON other.asset_id = v.asset_id
    WHERE v.asset_id <> '' AND jsonb_exists_any(m.changes, %s::text[])
)
SELECT
    (SELECT count(*) FROM touched),
    (SELECT count(*) FROM meant WHERE changes->'privacy_status' IN ('["private", "public"]', '["public", "private"]')),
    (SELECT coalesce(array_agg(DISTINCT name ORDER BY name), '{{}}') FROM meant, jsonb_object_keys(changes) AS name)
