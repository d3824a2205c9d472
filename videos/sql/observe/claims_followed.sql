-- What the videos took of their claims.
SELECT v.video_id, d.field, d.old, d.new FROM derived d JOIN videos_video v ON v.id = d.video
