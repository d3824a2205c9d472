-- The videos of the new assets; of what video reports tell as well, whether one of them told it as late as this report.
CREATE UNLOGGED TABLE owned AS
SELECT
    v.id AS video, v.video_id, o.key, NOT o.known AS first_sight,
    coalesce(v.as_of >= %(as_of)s, false) OR EXISTS (
        SELECT FROM reports_sighting s
        JOIN videos_feed f ON f.id = s.feed_id
        WHERE s.feed_id = ANY (%(later_video_feeds)s) AND s.key = v.video_id
            AND coalesce(s.seen_as_of, f.as_of) >= %(as_of)s
    ) AS told_later
FROM observed o
JOIN videos_video v ON v.asset_id = o.key
