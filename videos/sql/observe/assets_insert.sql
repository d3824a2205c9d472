-- An asset seen for the first time takes everything that was told, and has counters of which nothing is known yet.
WITH new AS (
    INSERT INTO videos_asset (asset_id, {columns}, as_of, pulled_at, first_seen_id, last_seen_id)
    SELECT o.key, {values}, %(as_of)s, %(as_of)s, %(change_set)s, %(change_set)s
    FROM observed o
    WHERE NOT o.known
    ORDER BY o.key
    RETURNING asset_id
)
INSERT INTO videos_assetstatistics (asset_id, as_of)
SELECT asset_id, %(as_of)s FROM new
ON CONFLICT (asset_id) DO NOTHING
