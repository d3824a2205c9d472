-- How many claims are new or told otherwise than we had them.
SELECT
    count(*) FILTER (WHERE o.known IS NULL),
    count(*) FILTER (WHERE o.known IS NOT NULL AND ({theirs}) IS DISTINCT FROM ({ours}))
FROM observed o
LEFT JOIN videos_claim v ON v.id = o.known
