-- How many of the selected videos an act leaves alone, by the first reason of each.
SELECT why, count(*) AS number
FROM (
    SELECT coalesce(min(obstacle) FILTER (WHERE obstacle <> {same}), {same}) AS why
    FROM d
    WHERE selected
    GROUP BY id
    HAVING bool_and(obstacle IS NOT NULL)
) alone
GROUP BY why
