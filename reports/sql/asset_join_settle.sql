-- What is told of them of every field that a person has changed and YouTube has not confirmed.
CREATE UNLOGGED TABLE settled AS
SELECT
    e.id AS edit, e.state, e.theirs, coalesce(e.base, 'null') AS base, coalesce(e.wanted, 'null') AS wanted,
    e.sent, d.new AS value
FROM delta d
JOIN videos_openedit e ON e.video_id = d.video AND e.field = d.field
