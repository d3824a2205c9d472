-- What is known of the assets that videos have just come to, by video.
CREATE UNLOGGED TABLE spoken AS
SELECT
    v.id AS video, v.video_id AS key, NULL::text AS channel, true AS first_sight,
    coalesce(v.as_of >= o.as_of, false) AS reported_later,
    {fields}
FROM videos_video v
JOIN videos_asset o ON o.asset_id = v.asset_id
WHERE v.id IN ({joined})
