-- Counters hold what the newest report tells; what it does not tell stays, and none of it is news.
UPDATE videos_ownershipconflict t
SET {assignments}
FROM folded f
WHERE t.asset_id = f.key AND ({moved}) {seen}
