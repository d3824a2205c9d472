-- The fields of the known videos that their claims tell otherwise. An asset is told only where the video report left it
-- blank, which `extra` remembers. Where staff have released a claim, the push is to find out what became of that.
CREATE UNLOGGED TABLE derived AS
SELECT v.id AS video, d.field, d.old, d.new
FROM ({told}) t
JOIN videos_video v ON v.video_id = t.key
CROSS JOIN LATERAL (
    VALUES
        ('claimed_status', to_jsonb(v.claimed_status), to_jsonb(t.claimed_status)),
        ('claimed_by_this_owner', to_jsonb(v.claimed_by_this_owner), to_jsonb(t.claimed_by_this_owner)),
        (
            'asset_id',
            to_jsonb(v.asset_id),
            to_jsonb(CASE WHEN v.asset_id = '' OR v.extra ? 'asset_id' THEN t.asset_id ELSE v.asset_id END)
        )
) AS d (field, old, new)
WHERE d.old IS DISTINCT FROM d.new
    AND NOT EXISTS (SELECT FROM videos_openedit e WHERE e.video_id = v.id AND e.field = d.field)
