-- The videos of assets take what the log says, and no other field of a video is touched.
UPDATE videos_video v
SET {assignments}, asset_as_of = greatest(v.asset_as_of, %(as_of)s), modified_at = statement_timestamp()
FROM (SELECT video, array_agg(field) AS fields FROM delta GROUP BY video) a
JOIN spoken o USING (video)
WHERE v.id = a.video
