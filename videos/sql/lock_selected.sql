-- Locks the selected videos (and, for {widen}, all videos of their assets) in the order of their ids.
-- Gives the ids of the selected ones and of those others, whether or not their locks had to be waited for.
WITH selected AS MATERIALIZED ({selection}),
others AS MATERIALIZED (
    SELECT v.id
    FROM videos_video v
    JOIN (SELECT DISTINCT asset_id FROM selected WHERE asset_id <> '' AND {widen}) a ON a.asset_id = v.asset_id
    WHERE NOT EXISTS (SELECT FROM selected s WHERE s.id = v.id)
),
-- A row that was waited for may be missing in what this gives (its locks hold): so only its count is asked for.
locked AS MATERIALIZED (
    SELECT FROM videos_video
    WHERE id IN (SELECT id FROM selected UNION ALL SELECT id FROM others)
    ORDER BY id
    FOR NO KEY UPDATE
)
SELECT ARRAY(SELECT id FROM selected), ARRAY(SELECT id FROM others), (SELECT count(*) FROM locked)
