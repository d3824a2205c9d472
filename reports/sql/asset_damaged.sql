-- How many of each code hold the form that a spreadsheet gives a long number, with an example.
SELECT c.name, count(*), min(left(c.code, 40))
FROM observed o
CROSS JOIN LATERAL (VALUES {codes}) AS c (name, code)
WHERE ({some}) AND c.code ~ '^\d(\.\d+)?E\+\d+$'
GROUP BY c.name
ORDER BY c.name
