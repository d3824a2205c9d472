-- Every channel that the report names is known, and has the title that the newest report gives it.
INSERT INTO channels_app_channel (channel_id, title, as_of)
SELECT channel, max(channel_title), %(as_of)s
FROM observed
WHERE channel IS NOT NULL
GROUP BY channel
ORDER BY channel
ON CONFLICT (channel_id) DO UPDATE SET title = excluded.title, as_of = excluded.as_of
WHERE excluded.title NOT IN ('', channels_app_channel.title)
    AND (channels_app_channel.as_of IS NULL OR channels_app_channel.as_of <= excluded.as_of)
