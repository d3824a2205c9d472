-- Every asset has its counters.
INSERT INTO videos_assetstatistics
    (asset_id, daily_views, daily_engaged_views, sr_daily_engaged_views, active_claims, as_of)
SELECT
    f.key, f.approx_daily_views, f.approx_daily_engaged_views, f.sr_approx_daily_engaged_views, f.active_claims,
    %(as_of)s
FROM folded f
WHERE {unsighted} NOT EXISTS (SELECT FROM {held} t WHERE t.asset_id = f.key)
{in_order}
