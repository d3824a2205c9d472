-- One row a key: how many rows it has, and one digest of them all in whatever order.
CREATE UNLOGGED TABLE folded AS
SELECT
    key,
    count(*) AS rows,
    -- Sums of halves stay whole numbers; the sum of all the bits would be a numeric, at twice the cost of the fold.
    (sum((hash >> 32)::integer) << 32) # sum(((hash << 32) >> 32)::integer) AS digest
    {counters}
FROM (SELECT *, {hash} AS hash FROM staged OFFSET '0') s
GROUP BY key
