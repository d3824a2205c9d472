-- The deciding rows of the news, read: a column a field, and what could not be read beside it.
CREATE TEMPORARY TABLE observed ON COMMIT DROP AS
SELECT o.key, o.video, {fields}, {extra} AS extra
FROM (
    -- OFFSET 0 keeps PostgreSQL from splitting the row anew for every cell.
    SELECT r.key, r.c, v.id AS video, {reads}
    FROM (
        SELECT n.key, string_to_array(s.facts, E'\x1f') AS c FROM news n JOIN staged s USING (decides) OFFSET 0
    ) r
    LEFT JOIN videos_video v ON v.video_id = r.key
    OFFSET 0
) o
