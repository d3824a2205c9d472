-- A known claim holds what was told; what was not told stays. It is noted which act saw it cease to be active.
UPDATE videos_claim v
SET
    {assignments},
    told_by = 'claim',
    as_of = %(as_of)s,
    pulled_at = %(as_of)s,
    last_seen_id = CASE WHEN ({theirs}) IS DISTINCT FROM ({ours}) THEN %(change_set)s ELSE v.last_seen_id END,
    lost_in_id = CASE
        WHEN o.was_active AND o.status <> 'active' THEN %(change_set)s WHEN o.status <> 'active' THEN v.lost_in_id
    END,
    lost_at = CASE
        WHEN o.was_active AND o.status <> 'active' THEN %(as_of)s::timestamptz WHEN o.status <> 'active' THEN v.lost_at
    END,
    not_seen_since = NULL
FROM observed o
WHERE v.id = o.known
