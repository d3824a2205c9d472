-- An asset's counters hold what the newest report tells; what it does not tell stays.
UPDATE videos_assetstatistics t
SET
    daily_views = coalesce(f.approx_daily_views, t.daily_views),
    daily_engaged_views = coalesce(f.approx_daily_engaged_views, t.daily_engaged_views),
    sr_daily_engaged_views = coalesce(f.sr_approx_daily_engaged_views, t.sr_daily_engaged_views),
    active_claims = coalesce(f.active_claims, t.active_claims),
    as_of = %(as_of)s
FROM folded f
WHERE t.asset_id = f.key AND t.as_of <= %(as_of)s
    AND (NOT %(picked)s OR f.key IN (SELECT key FROM observed))
    AND (
        f.approx_daily_views <> coalesce(t.daily_views, -1)
        OR f.approx_daily_engaged_views <> coalesce(t.daily_engaged_views, -1)
        OR f.sr_approx_daily_engaged_views <> coalesce(t.sr_daily_engaged_views, -1)
        OR f.active_claims <> coalesce(t.active_claims, -1)
    )
