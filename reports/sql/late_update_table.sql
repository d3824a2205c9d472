-- Rows take what a late report alone tells of them.
UPDATE {table} t
SET {assignments}
FROM observed o
WHERE t.id = o.known AND {overtakable} AND ({differs} OR t.extra <> (t.extra - %(known)s::text[]) || o.extra)
