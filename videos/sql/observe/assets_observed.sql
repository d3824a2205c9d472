-- What was told, beside the assets that we have, which nobody else writes until we are done. What a newer report or
-- answer has overtaken is left out.
CREATE UNLOGGED TABLE observed AS
SELECT a.asset_id IS NOT NULL AS known, t.*
FROM told t
LEFT JOIN (
    SELECT asset_id, as_of, not_seen_since, feed_id
    FROM videos_asset
    WHERE asset_id IN (SELECT key FROM told)
    ORDER BY asset_id
    FOR NO KEY UPDATE
) a ON a.asset_id = t.key
LEFT JOIN videos_feed f ON f.id = a.feed_id
WHERE coalesce(a.as_of <= %(as_of)s, true) AND NOT coalesce(a.not_seen_since IS NULL AND f.as_of > %(as_of)s, false)
