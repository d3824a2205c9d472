-- The open edits that YouTube refused in these attempts; of a field of the asset, those of all its videos.
WITH refused AS MATERIALIZED (
    SELECT v.id, v.asset_id, f.field
    FROM sync_metadatasync s
    JOIN videos_video v ON v.id = s.video_id
    CROSS JOIN LATERAL jsonb_object_keys(s.fields) AS f (field)
    WHERE s.id = ANY (%(syncs)s)
)
SELECT o.id
FROM refused r
JOIN videos_openedit o ON o.video_id = r.id AND o.field = r.field
WHERE o.state = 'refused'
UNION
SELECT o.id
FROM refused r
JOIN videos_video v ON v.asset_id = r.asset_id
JOIN videos_openedit o ON o.video_id = v.id AND o.field = r.field
WHERE r.asset_id <> '' AND r.field = ANY (%(of_asset)s::text[]) AND o.state = 'refused'
