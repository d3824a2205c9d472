-- Takes what was no row.
COPY refused (line, reason, raw) FROM STDIN (DELIMITER E'\x1e')
