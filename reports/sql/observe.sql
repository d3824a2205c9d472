-- The deciding rows of the news, read: a column a field, and what could not be read beside it.
CREATE UNLOGGED TABLE observed AS
SELECT o.key, o.video, {unread} AS unread, {fields}, {extra} AS extra
FROM (
    -- Each OFFSET keeps PostgreSQL from working out the level below anew for every use of it; written as text, it does
    -- not keep it from using parallel workers.
    SELECT r.*, {reads}
    FROM (
        SELECT s.key, s.video, {cells}
        FROM (
            SELECT s.key, v.id AS video, {pieces}
            FROM {told}
            LEFT JOIN videos_video v ON v.video_id = s.key
            OFFSET '0'
        ) s
        OFFSET '0'
    ) r
    OFFSET '0'
) o
