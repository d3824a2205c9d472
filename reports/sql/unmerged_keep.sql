-- Every good row is kept as delivered, in the order of the file.
INSERT INTO reports_unmergedrow (report_id, line, key, facts, kept_at)
SELECT %(report)s, line, coalesce(key, ''), facts, transaction_timestamp() FROM staged ORDER BY line
