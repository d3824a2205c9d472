-- What this report told anew, every other feed compares in full the next time that it lists it.
UPDATE reports_sighting s
SET digest = 0
FROM news n
WHERE s.feed_id = ANY (%(other_feeds)s) AND s.key = n.key AND n.digest <> 0
