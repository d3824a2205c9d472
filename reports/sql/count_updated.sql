-- How many videos the report changed, in a field or in a claim. A column's first sight is no change.
SELECT count(*) FROM (
    SELECT video FROM delta WHERE field <> ALL (%(first_told)s::text[])
    UNION
    SELECT v.id FROM touched t JOIN videos_video v ON v.video_id = t.key
) AS updated
