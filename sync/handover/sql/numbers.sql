-- How many videos, assets and rows the open edits that are meant come to, by each route; by the APIs after the
-- spreadsheets have taken what they can; and of each field how many are kept out of spreadsheets, and by what.
WITH judged AS MATERIALIZED ({judged}),
of_video AS (
    SELECT
        bool_or(route = 'data') AS data, bool_or(route = 'data' AND obstacle IS NOT NULL) AS data_left,
        bool_or(route = 'policy') AS policy, bool_or(route = 'policy' AND obstacle IS NOT NULL) AS policy_left,
        bool_or(route = 'ads') AS ads, bool_or(route = 'ads' AND obstacle IS NOT NULL) AS ads_left,
        bool_or(layout = 'video' AND obstacle IS NULL) AS sheet
    FROM judged
    GROUP BY video_id
),
of_asset AS (
    SELECT
        bool_or(route = 'metadata') AS metadata, bool_or(route = 'metadata' AND obstacle IS NOT NULL) AS metadata_left,
        bool_or(route = 'match') AS match, bool_or(route = 'match' AND obstacle IS NOT NULL) AS match_left,
        bool_or(layout = 'asset' AND obstacle IS NULL) AS sheet,
        bool_or(layout = 'sound_recording' AND obstacle IS NULL) AS recording
    FROM judged
    WHERE asset_id <> '' AND route IN ('metadata', 'match')
    GROUP BY asset_id
),
of_field AS (
    SELECT field, obstacle, count(*) AS edits FROM judged GROUP BY field, obstacle
)
SELECT
    v.*, a.*, f.*
FROM (
    SELECT
        count(*), count(*) FILTER (WHERE data), count(*) FILTER (WHERE data_left), count(*) FILTER (WHERE policy),
        count(*) FILTER (WHERE policy_left), count(*) FILTER (WHERE ads), count(*) FILTER (WHERE ads_left),
        count(*) FILTER (WHERE sheet)
    FROM of_video
) v, (
    SELECT
        count(*), count(*) FILTER (WHERE metadata), count(*) FILTER (WHERE metadata_left), count(*) FILTER (WHERE match),
        count(*) FILTER (WHERE match_left), count(*) FILTER (WHERE sheet), count(*) FILTER (WHERE recording)
    FROM of_asset
) a, (
    SELECT
        coalesce(sum(edits), 0)::bigint, coalesce(sum(edits) FILTER (WHERE obstacle IS NULL), 0)::bigint,
        coalesce(
            jsonb_agg(jsonb_build_array(field, obstacle, edits) ORDER BY field, obstacle)
                FILTER (WHERE obstacle IS NOT NULL),
            '[]'
        )
    FROM of_field
) f
