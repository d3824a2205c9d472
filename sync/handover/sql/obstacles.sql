-- How many of the open edits that are meant spreadsheets can carry, and what keeps out the others, by field.
SELECT field, coalesce(obstacle, ''), count(*) FROM ({judged}) judged GROUP BY 1, 2 ORDER BY 1, 2
