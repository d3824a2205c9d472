-- Keeps every record that was no row: its line, the reason and its raw text.
INSERT INTO reports_rejectedrow (report_id, line, reason, raw)
SELECT %(report)s, line, reason, raw FROM refused ORDER BY line
