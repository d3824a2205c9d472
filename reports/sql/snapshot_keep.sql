-- Every row of what the feed says anew is kept as delivered, those that another row decided too.
INSERT INTO reports_snapshotrow (feed_id, key, line, report_id, facts)
SELECT %(feed)s, key, line, %(report)s, {facts} FROM {heard}
