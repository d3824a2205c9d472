-- How many conflicts are chosen, and one digest of all that is at stake in them.
SELECT count(*), coalesce(md5(string_agg(chosen || ':' || token, ',' ORDER BY chosen)), '') FROM ({at_stake}) s
