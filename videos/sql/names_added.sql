-- The list with those names that it lacks, at its end.
to_jsonb({column} || ARRAY(
    SELECT n FROM unnest(%s::text[]) WITH ORDINALITY AS a (n, i) WHERE n <> ALL ({column}) ORDER BY i
))
