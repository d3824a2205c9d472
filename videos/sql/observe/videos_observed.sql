-- What was told, beside the videos that we have. What a newer answer of the same API has overtaken is left out.
CREATE UNLOGGED TABLE observed AS
SELECT
    v.id AS video,
    v.pulled_at IS NULL AS first_sight,
    v.missing_since IS NOT NULL AS was_missing,
    coalesce(v.as_of > %(as_of)s, false)
        OR coalesce(v.not_seen_since IS NULL AND f.as_of > %(as_of)s, false) AS reported_later,
    t.*
FROM told t
LEFT JOIN videos_video v ON v.video_id = t.key
LEFT JOIN videos_videostatistics s ON s.video_id = t.key
LEFT JOIN videos_feed f ON f.id = v.feed_id
WHERE coalesce(greatest(v.pulled_at, s.pulled_at) <= %(as_of)s, true)
