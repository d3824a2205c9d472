-- Every claim of every row of the news, once; where two rows tell one claim, the one that decides is taken.
CREATE UNLOGGED TABLE claimed AS
SELECT DISTINCT ON (c.claim_id) c.*
FROM (
    SELECT r.key, {rank} AS rank, r.line, {reads}
    FROM (
        SELECT s.key, s.line, {cells}
        FROM (
            SELECT s.key, s.line, {pieces} FROM {heard} s {observed}
            OFFSET '0'
        ) s
        OFFSET '0'
    ) r
    OFFSET '0'
) c
WHERE c.claim_id <> ''
ORDER BY c.claim_id, c.rank, c.line
