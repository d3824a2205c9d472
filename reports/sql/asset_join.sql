-- What is told of the assets that some videos have just come to, by the rules of any observation.
CREATE UNLOGGED TABLE delta AS
SELECT v.id AS video, d.field, d.old, d.new
FROM videos_video v
LEFT JOIN videos_asset a ON a.asset_id = v.asset_id
CROSS JOIN LATERAL (
    SELECT greatest(a.as_of, max(coalesce(s.seen_as_of, f.as_of))) AS asset_told
    FROM reports_sighting s JOIN videos_feed f ON f.id = s.feed_id
    WHERE f.kind = 'asset' AND s.key = v.asset_id
) t
CROSS JOIN LATERAL (
    SELECT greatest(v.as_of, max(coalesce(s.seen_as_of, f.as_of))) AS video_told
    FROM reports_sighting s JOIN videos_feed f ON f.id = s.feed_id
    WHERE f.kind = 'video' AND s.key = v.video_id
) u
CROSS JOIN LATERAL (VALUES {pairs}) AS d (field, old, new, told)
WHERE v.id IN ({joined}) AND d.told
