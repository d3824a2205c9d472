-- Rows hold what the newest report tells; of what is gone from a newer snapshot a late report brings nothing back.
UPDATE {table} t
SET
    {assignments},
    extra = (t.extra - %(known)s::text[]) || o.extra,
    as_of = %(as_of)s,
    feed_id = coalesce(%(feed)s, t.feed_id),
    last_seen_id = %(change_set)s,
    not_seen_since = CASE
        WHEN %(late)s THEN coalesce({last_seen}, %(feed_as_of)s)
        WHEN %(feed)s::bigint IS NULL AND {last_seen} > %(as_of)s THEN {last_seen}
    END
FROM changed c
JOIN observed o USING (known)
WHERE t.id = c.known
