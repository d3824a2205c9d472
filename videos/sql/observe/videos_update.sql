-- The videos that were told otherwise take what the log says, and no other field of a video is touched.
UPDATE videos_video v
SET {assignments}, last_seen_id = %(change_set)s, modified_at = statement_timestamp(), {pulled}
FROM (SELECT video, array_agg(field) AS fields FROM delta GROUP BY video) a
JOIN observed o ON o.video = a.video
LEFT JOIN channels_app_channel ch ON ch.channel_id = o.channel
WHERE v.id = a.video
