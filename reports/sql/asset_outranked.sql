-- Of what asset reports tell as well: the fields of the videos that one of them told later than this report.
CREATE UNLOGGED TABLE outranked AS
SELECT o.key, t.field
FROM observed o
JOIN videos_asset a ON a.asset_id = {asset}
CROSS JOIN LATERAL (VALUES {pairs}) AS t (field, value)
WHERE {some} AND t.value IS NOT NULL AND (
    a.as_of > %(as_of)s
    OR EXISTS (
        SELECT FROM reports_sighting s
        JOIN videos_feed f ON f.id = s.feed_id
        WHERE s.feed_id = ANY (%(later_asset_feeds)s) AND s.key = a.asset_id
            AND coalesce(s.seen_as_of, f.as_of) > %(as_of)s
    )
)
