-- Takes the staged lines: the parser's columns, parted by a sign that no report holds.
COPY staged (line, key, facts, {counters} reason, raw) FROM STDIN (DELIMITER E'\x1e')
