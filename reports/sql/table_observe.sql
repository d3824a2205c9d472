-- The deciding rows of the news, read: a column a field, what could not be read beside it, and the row that we have.
CREATE UNLOGGED TABLE observed AS
SELECT o.key, o.known, {unread} AS unread, {fields}, {extra} AS extra
FROM (
    -- As in observe.sql, each OFFSET keeps a level from being worked out anew for every use of it.
    SELECT r.*, {reads}
    FROM (
        SELECT s.key, s.known, {cells}
        FROM (
            SELECT s.key, t.id AS known, {pieces}
            FROM {told}
            LEFT JOIN {table} t ON t.{key} = s.key
            OFFSET '0'
        ) s
        OFFSET '0'
    ) r
    OFFSET '0'
) o
