-- A video that the snapshot before listed and this one does not is gone from the feed, and kept.
UPDATE reports_sighting s
SET gone_since_id = %(report)s, seen_as_of = %(feed_as_of)s
FROM missing m
WHERE s.feed_id = %(feed)s AND s.key = m.key
