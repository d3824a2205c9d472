-- Logs the way back of every change that can be undone.
INSERT INTO videos_change (change_set_id, video_id, field, old, new)
SELECT %s, video_id, field, new, old FROM ({standing}) s WHERE obstacle IS NULL
