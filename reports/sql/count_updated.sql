-- How many videos the report changed, in a field or in a claim. A first sight is no change.
SELECT count(*) FROM (
    SELECT video FROM delta WHERE {is_change}
    UNION
    SELECT v.id FROM touched t JOIN videos_video v ON v.video_id = t.key
) AS updated
