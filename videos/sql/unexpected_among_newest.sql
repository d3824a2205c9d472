-- Of each channel, in how many of its newest videos the custom ID of the asset is not the one that the channel expects.
SELECT c.id, newest.unexpected
FROM channels_app_channel c
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE v.asset_id <> '' AND v.custom_id <> c.expected_custom_id) AS unexpected
    FROM (SELECT asset_id, custom_id FROM videos_video WHERE channel_id = c.id ORDER BY id DESC LIMIT %s) v
) newest
WHERE c.id = ANY(%s)
