-- The videos that must be looked at in full: unsighted, told otherwise than last time, back again, or written by
-- another source since. A late report looks only at what its feed's newer snapshots did not list.
CREATE UNLOGGED TABLE news AS
SELECT
    f.key, f.rows, f.digest, s.key IS NOT NULL AS sighted, s.gone_since_id IS NOT NULL AS was_gone
FROM folded f
LEFT JOIN reports_sighting s ON s.feed_id = %(feed)s AND s.key = f.key
WHERE CASE
    WHEN s.key IS NULL THEN true
    WHEN %(late)s THEN s.gone_since_id IS NOT NULL AND s.seen_as_of < %(as_of)s
    ELSE s.digest <> f.digest
        OR s.gone_since_id IS NOT NULL
        OR f.key IN {retold}
    END
