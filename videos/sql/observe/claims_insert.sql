-- A claim seen for the first time takes everything that was told.
INSERT INTO videos_claim (claim_id, {columns}, told_by, as_of, pulled_at, first_seen_id, last_seen_id)
SELECT o.key, {values}, 'claim', %(as_of)s, %(as_of)s, %(change_set)s, %(change_set)s
FROM observed o
WHERE o.known IS NULL
ORDER BY o.key
