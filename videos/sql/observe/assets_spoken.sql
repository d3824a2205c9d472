-- What was told of each video, by its asset; edits and reports keep away from the videos until we are done. Of what video
-- reports tell as well, whether one of them told it as late.
CREATE UNLOGGED TABLE spoken AS
SELECT
    v.id AS video, v.video_id AS key, NULL::text AS channel, NOT o.known AS first_sight,
    coalesce(v.as_of >= %(as_of)s, false)
        OR coalesce(v.not_seen_since IS NULL AND f.as_of >= %(as_of)s, false) AS reported_later,
    {fields}
FROM observed o
JOIN (
    SELECT id, video_id, asset_id, as_of, not_seen_since, feed_id
    FROM videos_video
    WHERE asset_id IN (SELECT key FROM observed)
    ORDER BY id
    FOR NO KEY UPDATE
) v ON v.asset_id = o.key
LEFT JOIN videos_feed f ON f.id = v.feed_id
