-- One row a key: its first row, how many it has, and one digest of them all in whatever order.
CREATE UNLOGGED TABLE folded AS
SELECT
    key,
    min(line) AS line,
    count(*) AS rows,
    (sum(hashtextextended(facts, %(seed)s)) %% 9223372036854775807)::bigint AS digest
    {counters}
FROM staged
GROUP BY key
