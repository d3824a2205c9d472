-- Deletes one batch of the rejected rows of reports that ended before a day.
DELETE FROM reports_rejectedrow
WHERE id = ANY (ARRAY(
    SELECT w.id
    FROM reports_report r
    JOIN reports_rejectedrow w ON w.report_id = r.id
    WHERE r.finished_at < %s
    LIMIT %s
))
