-- An empty staging table: one row a record of the file, gone with the transaction.
CREATE TEMPORARY TABLE staged (
    decides bigint,
    key text COLLATE "C",
    facts text,
    views bigint,
    engaged_views bigint,
    comments bigint,
    reason text,
    raw text
) ON COMMIT DROP
