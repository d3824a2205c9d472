-- What this report changed, every other feed compares in full the next time that it lists it.
UPDATE reports_sighting s
SET digest = 0
FROM observed o
WHERE s.feed_id = ANY (%(other_feeds)s) AND s.key = o.key AND o.video IS NOT NULL
