-- Deletes one batch of what a feed last said of objects that it has lacked since before a day.
DELETE FROM reports_snapshotrow
WHERE ctid = ANY (ARRAY(
    SELECT w.ctid
    FROM reports_sighting s
    JOIN reports_report r ON r.id = s.gone_since_id
    JOIN reports_snapshotrow w ON w.feed_id = s.feed_id AND w.key = s.key
    WHERE s.gone_since_id IS NOT NULL AND r.finished_at < %s
    LIMIT %s
))
