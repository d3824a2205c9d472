-- How many videos, assets and rows the open edits that are meant come to, by each route; and by the APIs after the
-- spreadsheets have taken what they can.
WITH judged AS MATERIALIZED ({judged}),
of_video AS (
    SELECT
        bool_or(field = ANY ({data})) AS data,
        bool_or(field = ANY ({data}) AND obstacle IS NOT NULL) AS data_left,
        bool_or(field = ANY ({policy})) AS policy,
        bool_or(field = ANY ({policy}) AND obstacle IS NOT NULL) AS policy_left,
        bool_or(field = ANY ({ads})) AS ads,
        bool_or(field = ANY ({ads}) AND obstacle IS NOT NULL) AS ads_left,
        bool_or(layout = 'video' AND obstacle IS NULL) AS sheet
    FROM judged
    GROUP BY video_id
),
of_asset AS (
    SELECT
        bool_or(obstacle IS NOT NULL) AS metadata_left,
        bool_or(layout = 'asset' AND obstacle IS NULL) AS sheet,
        bool_or(layout = 'sound_recording' AND obstacle IS NULL) AS recording
    FROM judged
    WHERE asset_id <> '' AND field = ANY ({metadata})
    GROUP BY asset_id
)
SELECT
    v.*, a.*,
    (SELECT count(*) FROM judged), (SELECT count(*) FROM judged WHERE obstacle IS NULL)
FROM (
    SELECT
        count(*), count(*) FILTER (WHERE data), count(*) FILTER (WHERE data_left), count(*) FILTER (WHERE policy),
        count(*) FILTER (WHERE policy_left), count(*) FILTER (WHERE ads), count(*) FILTER (WHERE ads_left),
        count(*) FILTER (WHERE sheet)
    FROM of_video
) v, (
    SELECT
        count(*), count(*) FILTER (WHERE metadata_left), count(*) FILTER (WHERE sheet), count(*) FILTER (WHERE recording)
    FROM of_asset
) a
