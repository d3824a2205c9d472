-- Takes what YouTube told, a row an object.
COPY told FROM STDIN
