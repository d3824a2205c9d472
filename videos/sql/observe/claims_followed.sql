-- What the videos took of their claims.
SELECT v.video_id, field, old, new FROM derived d JOIN videos_video v ON v.id = d.video WHERE {is_change}
