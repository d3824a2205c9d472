-- What an act changes: each field of each video meant, from what to what, and why it is left (null: it is not).
SELECT v.id, v.video_id AS youtube_id, v.title, m.selected, d.field, d.old, d.new,
    CASE WHEN d.old IS NOT DISTINCT FROM d.new THEN {same} {obstacles} END AS obstacle
FROM ({meant}) m
JOIN videos_video v ON v.id = m.id
CROSS JOIN LATERAL (VALUES {values}) AS d (field, of_asset, old, new)
WHERE m.selected OR d.of_asset
