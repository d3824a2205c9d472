-- Takes the good rows: the file's own columns, parted by a sign that no report holds; a blank is null.
COPY laid_out ({names}) FROM STDIN (DELIMITER E'\x1e', NULL '')
