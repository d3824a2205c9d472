-- The catalogue takes what the log says, and no other field of a video is touched.
UPDATE videos_video v
SET
    {assignments},
    extra = (v.extra - %(known)s::text[]) || o.extra,
    as_of = %(as_of)s,
    last_seen_id = %(change_set)s,
    feed_id = coalesce(%(feed)s, v.feed_id),
    not_seen_since = CASE
        WHEN %(late)s OR (%(feed)s IS NULL AND v.not_seen_since > %(as_of)s) THEN v.not_seen_since
    END,
    modified_at = CASE WHEN a.video IS NULL THEN v.modified_at ELSE statement_timestamp() END
FROM observed o
LEFT JOIN channels_app_channel ch ON ch.channel_id = o.channel
LEFT JOIN (SELECT video, array_agg(field) AS fields FROM delta GROUP BY video) a ON a.video = o.video
WHERE v.id = o.video AND o.video IS NOT NULL AND (
    a.video IS NOT NULL
    OR v.extra IS DISTINCT FROM (v.extra - %(known)s::text[]) || o.extra
    OR v.not_seen_since IS NOT NULL
    OR %(feed)s IS NULL
    OR v.feed_id IS NULL
)
