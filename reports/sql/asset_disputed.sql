-- Where the asset's report and the video's tell one field differently, neither is taken for unchanged the next time:
-- the later of the two counts, even if it says what it said before.
WITH disputed AS (
    SELECT o.key, o.told_later, v.video_id
    FROM spoken o
    JOIN videos_video v ON v.id = o.video
    WHERE ({ours}) IS DISTINCT FROM ({theirs})
),
silent AS (
    UPDATE news n SET digest = 0 FROM disputed d WHERE n.key = d.key AND d.told_later
)
UPDATE reports_sighting s
SET digest = 0
FROM disputed d
WHERE s.feed_id = ANY (%(video_feeds)s) AND s.key = d.video_id AND NOT d.told_later AND s.digest <> 0
