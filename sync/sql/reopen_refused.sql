-- What YouTube refused in these attempts is to be pushed again; of a field of the asset, in all its videos.
WITH refused AS MATERIALIZED (
    SELECT v.id, v.asset_id, f.field
    FROM sync_metadatasync s
    JOIN videos_video v ON v.id = s.video_id
    CROSS JOIN LATERAL jsonb_object_keys(s.fields) AS f (field)
    WHERE s.id = ANY (%(syncs)s)
)
UPDATE videos_openedit e
SET state = 'to_push', error = '', modified_at = statement_timestamp()
WHERE e.state = 'refused' AND e.id IN (
    SELECT o.id FROM refused r JOIN videos_openedit o ON o.video_id = r.id AND o.field = r.field
    UNION
    SELECT o.id
    FROM refused r
    JOIN videos_video v ON v.asset_id = r.asset_id
    JOIN videos_openedit o ON o.video_id = v.id AND o.field = r.field
    WHERE r.asset_id <> '' AND r.field = ANY (%(of_asset)s::text[])
)
