-- The rows of an object that has several, in the order in which they decide: by rank, then the first.
CREATE UNLOGGED TABLE decided AS
SELECT r.key, r.line, row_number() OVER (PARTITION BY r.key ORDER BY {rank}, r.line) AS place
FROM (
    SELECT s.key, s.line, {cells}
    FROM (
        SELECT s.key, s.line, {pieces}
        FROM {heard} s JOIN news n USING (key)
        WHERE n.rows > 1
        OFFSET '0'
    ) s
    OFFSET '0'
) r
