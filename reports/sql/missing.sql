-- What the snapshot before listed and this one does not; it is only looked for where some must be.
CREATE UNLOGGED TABLE missing AS
SELECT s.key
FROM reports_sighting s
WHERE %(some_missing)s AND s.feed_id = %(feed)s AND s.gone_since_id IS NULL
    AND NOT EXISTS (SELECT FROM folded f WHERE f.key = s.key)
