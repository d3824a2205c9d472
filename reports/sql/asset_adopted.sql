-- The videos that came to another asset hold what the log says of its fields.
UPDATE videos_video v
SET {assignments}, asset_as_of = (SELECT a.as_of FROM videos_asset a WHERE a.asset_id = v.asset_id)
FROM (
    SELECT video, jsonb_object_agg(field, new) AS new
    FROM delta
    WHERE field = ANY (%(asset_fields)s::text[]) AND video IN (SELECT video FROM delta WHERE field = 'asset_id')
    GROUP BY video
) c
WHERE v.id = c.video
