-- What was told otherwise than we had it, and is a change.
SELECT o.key, d.field, d.old, d.new
FROM delta d
JOIN {observed} o ON o.video = d.video
WHERE {is_change}
