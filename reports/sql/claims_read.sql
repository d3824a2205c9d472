-- Every claim of every row of the news, once; where two rows tell one claim, the one that decides is taken.
CREATE TEMPORARY TABLE claimed ON COMMIT DROP AS
SELECT DISTINCT ON (r.claim_id) r.*
FROM (
    SELECT c.key, c.decides, c.video, {reads}
    FROM (
        SELECT s.key, s.decides, o.video, string_to_array(s.facts, E'\x1f') AS c
        FROM staged s JOIN observed o USING (key)
        OFFSET 0
    ) c
) r
WHERE r.claim_id <> ''
ORDER BY r.claim_id, r.decides
