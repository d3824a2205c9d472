-- Which row of a file each row of YouTube's answer is about: by the key where it has one, else by its number.
SELECT a.place, min(r.line)
FROM told a
JOIN sync_handoverrow r ON r.file_id = %(file)s AND r.key = a.key AND r.state <> 'left'
WHERE a.key <> ''
GROUP BY a.place
UNION ALL
SELECT a.place, min(r.line)
FROM told a
JOIN sync_handoverrow r ON r.file_id = %(file)s AND r.line = a.line AND r.state <> 'left'
WHERE a.key = ''
GROUP BY a.place
