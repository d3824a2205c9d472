-- Forgets the observations that a newer one of the same facts has overtaken; the next report is read in full again.
WITH overtaken AS (
    DELETE FROM observed o
    USING locked v
    WHERE v.id = o.video AND (
        v.as_of > %(as_of)s
        OR EXISTS (
            SELECT FROM reports_sighting s
            JOIN videos_feed f ON f.id = s.feed_id
            WHERE s.feed_id = ANY (%(other_feeds)s) AND s.key = o.key AND coalesce(s.seen_as_of, f.as_of) > %(as_of)s
        )
    )
    RETURNING o.key
)
UPDATE news n SET digest = 0 FROM overtaken t WHERE n.key = t.key
