-- An asset seen for the first time takes everything that its row says.
INSERT INTO videos_asset
    (asset_id, {columns}, extra, as_of, feed_id, first_seen_id, last_seen_id, not_seen_since)
SELECT
    o.key, {values}, o.extra, %(as_of)s, %(feed)s, %(change_set)s, %(change_set)s,
    CASE WHEN %(late)s THEN %(feed_as_of)s::timestamptz END
FROM observed o
WHERE NOT o.known
{in_order}
