-- An empty table of what was no row.
CREATE UNLOGGED TABLE refused (line bigint, reason text, raw text)
