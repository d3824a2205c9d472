-- Takes the staged rows in the order of the staging table's columns.
COPY staged (decides, key, facts, views, engaged_views, comments, reason, raw) FROM STDIN
