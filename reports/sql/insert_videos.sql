-- A video seen for the first time takes everything that its row says; that is no change.
INSERT INTO videos_video
    (video_id, channel_id, {columns}, extra, as_of, feed_id, first_seen_id, last_seen_id, not_seen_since)
SELECT
    o.key, ch.id, {values}, o.extra, %(as_of)s, %(feed)s, %(change_set)s, %(change_set)s,
    CASE WHEN %(late)s THEN %(feed_as_of)s::timestamptz END
FROM observed o
LEFT JOIN channels_app_channel ch ON ch.channel_id = o.channel
{assets}
WHERE o.video IS NULL
{in_order}
