-- The deciding rows of the new assets, read: a column a field, and what could not be read beside it.
CREATE UNLOGGED TABLE observed AS
SELECT o.key, o.known, {unread} AS unread, {fields}, {extra} AS extra
FROM (
    -- Each OFFSET keeps PostgreSQL from working out the level below anew for every use of it.
    SELECT r.*, {reads}
    FROM (
        SELECT s.key, s.known, {cells}
        FROM (
            SELECT s.key, a.asset_id IS NOT NULL AS known, {pieces}
            FROM {told}
            LEFT JOIN videos_asset a ON a.asset_id = s.key
            OFFSET '0'
        ) s
        OFFSET '0'
    ) r
    OFFSET '0'
) o
