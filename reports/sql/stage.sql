-- An empty staging table: one row a record of the file.
CREATE UNLOGGED TABLE staged (
    line bigint,
    key text COLLATE "C",
    facts text,
    {counters}
    reason text,
    raw text
)
