-- Of an object's several rows, the one that decides: by rank, then the first.
CREATE UNLOGGED TABLE decided AS
SELECT DISTINCT ON (r.key) r.key, r.line
FROM (
    SELECT s.key, s.line, {cells}
    FROM (
        SELECT s.key, s.line, string_to_array(s.facts, E'\x1f') AS c
        FROM staged s JOIN folded m USING (key)
        WHERE m.rows > 1
        OFFSET '0'
    ) s
    OFFSET '0'
) r
ORDER BY r.key, {rank}, r.line
