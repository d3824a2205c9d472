-- Staff see which claims the report lacks, unless it or a later one has listed them again, or another CMS lists them.
UPDATE videos_claim c
SET not_seen_since = %(as_of)s, lost_in_id = %(change_set)s, lost_at = %(as_of)s
FROM reports_sighting s
JOIN videos_feed f ON f.id = s.feed_id
WHERE s.gone_since_id = %(report)s AND c.claim_id = s.key AND c.not_seen_since IS NULL AND c.told_by = 'claim'
    AND (c.as_of IS NULL OR c.as_of <= %(as_of)s)
    AND NOT EXISTS (
        SELECT FROM videos_feed other
        JOIN reports_sighting o ON o.feed_id = other.id AND o.key = s.key
        WHERE other.id <> f.id AND other.kind = f.kind AND o.gone_since_id IS NULL
    )
