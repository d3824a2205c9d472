-- One row a video: its first row, how many it has, and one digest of them all in whatever order.
CREATE UNLOGGED TABLE folded AS
SELECT
    key,
    min(line) AS line,
    count(*) AS rows,
    (sum(hashtextextended(facts, %(seed)s)) %% 9223372036854775807)::bigint AS digest,
    max(views) AS views,
    max(engaged_views) AS engaged_views,
    max(comments) AS comments
FROM staged
WHERE key IS NOT NULL
GROUP BY key
