-- What the report says of every field that a person has changed and YouTube has not confirmed.
CREATE UNLOGGED TABLE settled AS
SELECT
    e.id AS edit,
    e.state,
    e.theirs,
    coalesce(e.base, 'null') AS base,
    coalesce(e.wanted, 'null') AS wanted,
    e.sent,
    coalesce(d.value, 'null') AS value
FROM videos_openedit e
JOIN {observed} o ON o.video = e.video_id
JOIN videos_video v ON v.id = o.video
LEFT JOIN channels_app_channel ch ON ch.channel_id = o.channel
LEFT JOIN videos_videostatistics s ON s.video_id = v.video_id
CROSS JOIN LATERAL (VALUES {pairs}) AS d (field, old, value, told_last)
WHERE d.field = e.field AND d.told_last
