-- Our claims on the videos asked about that YouTube did not tell of, unless something later has told of them. The API
-- answers for one content owner: of claims that it never told, only those count that its own reports list, and of none
-- does it count that another CMS lists.
CREATE UNLOGGED TABLE gone AS
SELECT c.id, c.claim_id, c.video_id, c.status <> 'inactive' AND c.lost_in_id IS NULL AS is_lost
FROM videos_claim c
LEFT JOIN videos_video v ON v.video_id = c.video_id AND v.not_seen_since IS NULL AND c.told_by = 'video'
LEFT JOIN videos_feed f ON f.id = coalesce(c.feed_id, v.feed_id)
LEFT JOIN videos_feed own ON own.kind = c.told_by AND own.scope = %(cms)s
WHERE c.video_id = ANY (%(asked)s::text[]) AND c.ours AND c.not_seen_since IS NULL
    AND coalesce(c.as_of <= %(as_of)s, true) AND NOT coalesce(f.as_of > %(as_of)s, false)
    AND (c.pulled_at IS NOT NULL OR f.id = own.id)
    AND NOT EXISTS (
        SELECT FROM videos_feed other
        JOIN reports_sighting s ON s.feed_id = other.id
            AND s.key = CASE c.told_by WHEN 'video' THEN c.video_id ELSE c.claim_id END
        WHERE other.kind = c.told_by AND other.id <> coalesce(own.id, f.id) AND s.gone_since_id IS NULL
    )
    AND c.claim_id NOT IN (SELECT key FROM told)
ORDER BY c.id
FOR NO KEY UPDATE OF c
