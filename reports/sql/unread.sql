-- How often a value of a known column could not be read, with an example.
SELECT e.key, count(*), min(left(e.value, 40))
FROM observed o CROSS JOIN LATERAL jsonb_each_text(o.extra) e
WHERE o.unread AND e.key = ANY (%(read)s::text[])
GROUP BY e.key ORDER BY e.key
