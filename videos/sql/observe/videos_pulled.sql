-- Of the others it is noted that and when YouTube was asked, and whether it returned them.
UPDATE videos_video v
SET {pulled}
FROM observed o
WHERE v.id = o.video AND o.video NOT IN (SELECT video FROM delta)
