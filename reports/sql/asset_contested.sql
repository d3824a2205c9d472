-- Where the video's report and its asset's tell one field differently, neither is taken for unchanged the next time:
-- the later of the two counts, even if it says what it said before.
WITH contested AS (
    SELECT o.key, a.asset_id, t.field
    FROM observed o
    JOIN videos_asset a ON a.asset_id = {asset}
    CROSS JOIN LATERAL (VALUES {pairs}) AS t (field, ours, theirs)
    WHERE t.theirs <> t.ours
),
silent AS (
    UPDATE news n SET digest = 0 FROM contested c JOIN outranked u USING (key, field) WHERE n.key = c.key
)
UPDATE reports_sighting s
SET digest = 0
FROM contested c
WHERE s.feed_id = ANY (%(asset_feeds)s) AND s.key = c.asset_id AND s.digest <> 0
    AND NOT EXISTS (SELECT FROM outranked u WHERE (u.key, u.field) = (c.key, c.field))
