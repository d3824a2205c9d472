-- What a person wants stands, whatever YouTube says.
DELETE FROM delta d USING videos_openedit e WHERE e.video_id = d.video AND e.field = d.field
