-- What the feed said of these before goes.
DELETE FROM reports_snapshotrow r USING news n WHERE r.feed_id = %(feed)s AND r.key = n.key AND n.sighted
