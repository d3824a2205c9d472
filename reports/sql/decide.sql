-- Of a video's several rows the one of our own claim decides, then one with a claim, then the first.
UPDATE folded f
SET line = d.line
FROM (
    SELECT DISTINCT ON (s.key) s.key, s.line
    FROM staged s JOIN folded m USING (key)
    WHERE m.rows > 1
    ORDER BY s.key, {rank}, s.line
) d
WHERE f.key = d.key AND f.line <> d.line
