-- The videos of whose claims neither a claim report nor the API has told before.
CREATE UNLOGGED TABLE untold AS
SELECT DISTINCT v.id AS video
FROM observed o
JOIN videos_video v ON v.video_id = o.video_id
WHERE NOT EXISTS (
    SELECT FROM videos_claim c WHERE c.video_id = v.video_id AND (c.told_by = 'claim' OR c.pulled_at IS NOT NULL)
)
