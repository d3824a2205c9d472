-- Forgets the observations that a newer one of the same facts has overtaken.
DELETE FROM observed o
USING videos_video v LEFT JOIN videos_feed w ON w.id = v.feed_id AND v.not_seen_since IS NULL
WHERE v.id = o.video
    AND (v.as_of > %(as_of)s OR (w.as_of > %(as_of)s AND w.id IS DISTINCT FROM %(feed)s))
