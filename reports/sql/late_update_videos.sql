-- The catalogue takes what a late report alone tells; when its videos were last seen stays as newer reports have it.
UPDATE videos_video v
SET
    {assignments},
    extra = (v.extra - %(known)s::text[]) || o.extra,
    modified_at = CASE WHEN a.video IS NULL THEN v.modified_at ELSE statement_timestamp() END
FROM observed o
LEFT JOIN channels_app_channel ch ON ch.channel_id = o.channel
LEFT JOIN (SELECT video, array_agg(field) AS fields FROM delta GROUP BY video) a ON a.video = o.video
WHERE v.id = o.video AND (a.video IS NOT NULL OR v.extra <> (v.extra - %(known)s::text[]) || o.extra)
