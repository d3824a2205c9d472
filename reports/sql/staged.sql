-- The good rows as every merge sees them, in whatever order the file has its columns.
CREATE VIEW staged AS
SELECT line, {key} AS key, {facts} AS facts, {pieces}{counters}
FROM laid_out
