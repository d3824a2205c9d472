-- The custom ID that the channels of the asset's videos expect, where they agree.
to_jsonb((
    SELECT CASE WHEN min(c.expected_custom_id) = max(c.expected_custom_id) THEN min(c.expected_custom_id) END
    FROM videos_video s
    JOIN channels_app_channel c ON c.id = s.channel_id
    WHERE s.asset_id = v.asset_id AND v.asset_id <> '' AND c.expected_custom_id <> ''
))
