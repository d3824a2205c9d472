-- Counters hold what the newest report tells; what it does not tell stays.
UPDATE videos_claimstatistics t
SET views = coalesce(f.views, t.views), engaged_views = coalesce(f.engaged_views, t.engaged_views), as_of = %(as_of)s
FROM folded f
WHERE t.claim_id = f.key AND t.as_of <= %(as_of)s
    AND (f.views <> coalesce(t.views, -1) OR f.engaged_views <> coalesce(t.engaged_views, -1)) {seen}
