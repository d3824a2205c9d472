-- The rows that we have and that the report tells otherwise or again; of a column told for the first time none counts.
CREATE UNLOGGED TABLE changed AS
SELECT o.known, ({ours_counted}) IS DISTINCT FROM ({theirs_counted}) AS counted
FROM observed o
JOIN {table} t ON t.id = o.known
WHERE ({ours}) IS DISTINCT FROM ({theirs})
    OR t.extra IS DISTINCT FROM (t.extra - %(known)s::text[]) || o.extra
    OR t.not_seen_since IS NOT NULL
    OR t.feed_id IS NULL
    OR %(feed)s::bigint IS NULL
    OR {stirred}
