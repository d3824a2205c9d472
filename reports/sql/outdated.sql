-- The rows that came too late: another report, newer than this one, has told of their objects already.
CREATE UNLOGGED TABLE outdated AS
SELECT f.key, f.rows
FROM folded f
WHERE NOT EXISTS (SELECT FROM observed o WHERE o.key = f.key)
    AND (%(late)s OR EXISTS (SELECT FROM news n WHERE n.key = f.key))
