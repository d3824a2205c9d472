-- Keeps what is at stake in each chosen conflict with the change set that is to answer it; gives how many they are, and one
-- digest of it all.
WITH kept AS (
    INSERT INTO videos_seenconflict (change_set_id, conflict_id, token)
    SELECT %s, chosen, token FROM ({at_stake}) s
    RETURNING conflict_id, token
)
SELECT count(*), coalesce(md5(string_agg(conflict_id || ':' || token, ',' ORDER BY conflict_id)), '') FROM kept
