-- A video seen for the first time takes everything that YouTube told of it; that is no change.
INSERT INTO videos_video (video_id, channel_id, {columns}, etag, pulled_at, first_seen_id, last_seen_id)
SELECT o.key, ch.id, {values}, o.etag, %(as_of)s, %(change_set)s, %(change_set)s
FROM observed o
LEFT JOIN channels_app_channel ch ON ch.channel_id = o.channel
WHERE o.video IS NULL AND o.there AND %(bring_in)s
ORDER BY o.key
