-- What befell the objects of a snapshot as a whole stands in the log: what it lacks, and what it lists again.
INSERT INTO videos_occurrence (change_set_id, what, key)
SELECT %(change_set)s, %(gone)s, m.key FROM {missing} m WHERE %(gone)s <> ''
UNION ALL
SELECT %(change_set)s, %(back)s, n.key FROM {back} n WHERE %(back)s <> ''
ON CONFLICT DO NOTHING
