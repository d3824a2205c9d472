-- Those videos hold what the log says.
UPDATE videos_video v
SET {assignments}, asset_as_of = (SELECT a.as_of FROM videos_asset a WHERE a.asset_id = v.asset_id)
FROM (SELECT video, jsonb_object_agg(field, new) AS new FROM delta WHERE old <> new GROUP BY video) c
WHERE v.id = c.video
