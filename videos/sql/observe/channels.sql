-- Every channel that is named is known; the channel itself is pulled for more.
INSERT INTO channels_app_channel (channel_id, title)
SELECT channel, max(channel_title)
FROM observed
WHERE channel IS NOT NULL AND (video IS NOT NULL OR %(bring_in)s)
GROUP BY channel
ORDER BY channel
ON CONFLICT (channel_id) DO NOTHING
