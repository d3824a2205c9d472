-- An empty staging table: one row a good row of the file, numbered in its order; the columns come as the file has them.
CREATE UNLOGGED TABLE laid_out (line bigint GENERATED ALWAYS AS IDENTITY (CACHE 10000), {columns})
