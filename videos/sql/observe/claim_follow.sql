-- Videos follow what their claims tell.
UPDATE videos_video v
SET
    claimed_status = coalesce(d.told ->> 'claimed_status', v.claimed_status),
    claimed_by_this_owner = coalesce((d.told ->> 'claimed_by_this_owner')::boolean, v.claimed_by_this_owner),
    asset_id = coalesce(d.told ->> 'asset_id', v.asset_id),
    extra = CASE WHEN d.told ? 'asset_id' THEN v.extra || '{{"asset_id": ""}}' ELSE v.extra END,
    modified_at = statement_timestamp()
FROM (SELECT video, jsonb_object_agg(field, new) AS told FROM derived GROUP BY video) d
WHERE v.id = d.video
