-- What a person sees of each chosen conflict, as JSON by the id of the open edit.
SELECT coalesce(
    jsonb_object_agg(chosen, jsonb_build_object('token', token, 'conflicts', conflicts, 'values', held)), '{{}}'
)
FROM ({at_stake}) s
