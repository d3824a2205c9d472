-- What a person has come to want while the locks were waited for stands.
DELETE FROM derived d USING videos_openedit e WHERE e.video_id = d.video AND e.field = d.field
