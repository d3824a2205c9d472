-- The list with another name in the place of one, no name twice; a list without it stays as it is.
CASE WHEN %s = ANY ({column}) THEN to_jsonb(ARRAY(
    SELECT n
    FROM (SELECT CASE WHEN n = %s THEN %s ELSE n END AS n, i FROM unnest({column}) WITH ORDINALITY AS a (n, i)) r
    GROUP BY n
    ORDER BY min(i)
)) ELSE to_jsonb({column}) END
