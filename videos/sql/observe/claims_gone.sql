-- Our claims on the videos asked about that YouTube did not tell of, unless something later has told of them.
CREATE UNLOGGED TABLE gone AS
SELECT c.id, c.claim_id, c.video_id, c.status <> 'inactive' AND c.lost_in_id IS NULL AS is_lost
FROM videos_claim c
LEFT JOIN videos_feed f ON f.id = c.feed_id
WHERE c.video_id = ANY (%(asked)s::text[]) AND c.ours AND c.not_seen_since IS NULL
    AND coalesce(c.as_of <= %(as_of)s, true) AND NOT coalesce(f.as_of > %(as_of)s, false)
    AND c.claim_id NOT IN (SELECT key FROM told)
ORDER BY c.id
FOR NO KEY UPDATE OF c
