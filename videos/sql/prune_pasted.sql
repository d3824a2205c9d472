-- Deletes one batch of the pasted lists that nobody has opened since a moment, save those that a saved filter names, or an
-- act that is still to be done.
DELETE FROM videos_pastedlist
WHERE id = ANY (ARRAY(
    SELECT p.id
    FROM videos_pastedlist p
    WHERE p.opened_at < %s
        AND NOT EXISTS (SELECT FROM videos_savedfilter f WHERE strpos(f.query, p.digest) > 0)
        AND NOT EXISTS (
            SELECT FROM videos_changeset c
            WHERE c.status <> 'applied'
                AND c.status IN ('draft', 'awaiting', 'queued', 'running')
                AND strpos(c.request::text, p.digest) > 0
        )
    LIMIT %s
))
