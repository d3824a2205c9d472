-- The list without these names.
to_jsonb(ARRAY(
    SELECT n FROM unnest({column}) WITH ORDINALITY AS a (n, i) WHERE n <> ALL (%s::text[]) ORDER BY i
))
