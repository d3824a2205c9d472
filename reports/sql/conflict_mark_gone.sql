-- A conflict that the newest report no longer lists is over, unless a later one or another CMS lists it.
UPDATE videos_ownershipconflict c
SET
    not_seen_since = %(as_of)s,
    state_changed_at = CASE WHEN c.state = 'over' THEN c.state_changed_at ELSE statement_timestamp() END,
    state = 'over'
FROM reports_sighting s
JOIN videos_feed f ON f.id = s.feed_id
WHERE s.gone_since_id = %(report)s AND c.asset_id = s.key AND c.not_seen_since IS NULL
    AND (c.as_of IS NULL OR c.as_of <= %(as_of)s)
    AND NOT EXISTS (
        SELECT FROM videos_feed other
        JOIN reports_sighting o ON o.feed_id = other.id AND o.key = s.key
        WHERE other.id <> f.id AND other.kind = f.kind AND o.gone_since_id IS NULL
    )
