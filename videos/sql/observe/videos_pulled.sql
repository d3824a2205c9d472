-- The wide row of the others is written only where it says something new: that they were pulled for the first time, are
-- missing or back, that an open edit was settled, or that YouTube was written to.
UPDATE videos_video v
SET {pulled}
FROM observed o
WHERE v.id = o.video AND (o.first_sight OR o.there = o.was_missing OR %(written)s OR o.key = ANY (%(settled)s::text[]))
    AND o.video NOT IN (SELECT video FROM delta)
