-- The ownership conflicts that this change set opened, or ended since its snapshot lacks them, stand in the log.
INSERT INTO videos_occurrence (change_set_id, what, key)
SELECT %(change_set)s, 'conflict_opened', asset_id
FROM videos_ownershipconflict
WHERE last_seen_id = %(change_set)s AND state = 'open' AND state_changed_at >= now()
UNION ALL
SELECT %(change_set)s, 'conflict_over', c.asset_id
FROM {missing} m
JOIN videos_ownershipconflict c ON c.asset_id = m.key
WHERE c.state = 'over' AND c.closed_by_id IS NULL AND c.state_changed_at >= now()
ON CONFLICT DO NOTHING
