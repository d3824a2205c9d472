-- Every row of what the feed says anew is kept as delivered, those that another row decided too.
INSERT INTO reports_snapshotrow (key, feed_id, line, report_id, facts)
SELECT key, %(feed)s, line, %(report)s, {facts} FROM {heard}
{in_order}
