-- The videos that the snapshot before listed and this one does not; they are only looked for where some must be.
CREATE UNLOGGED TABLE missing AS
SELECT s.key, v.id AS video
FROM reports_sighting s
LEFT JOIN videos_video v ON v.video_id = s.key
WHERE %(some_missing)s AND s.feed_id = %(feed)s AND s.gone_since_id IS NULL
    AND NOT EXISTS (SELECT FROM folded f WHERE f.key = s.key)
