-- Which row of a file each row of YouTube's answer is about: by the key where it has one, else by its number.
SELECT a.place, min(r.line)
FROM told a
JOIN sync_handoverrow r ON r.file_id = %s AND (CASE WHEN a.key <> '' THEN r.key = a.key ELSE r.line = a.line END)
WHERE r.state <> 'left'
GROUP BY a.place
