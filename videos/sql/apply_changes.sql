-- Each video of a change set holds what its changes say; the fields that it did not change stay as they are.
UPDATE videos_video v
SET modified_at = statement_timestamp(), {assignments}
FROM (
    SELECT video_id, jsonb_object_agg(field, new) AS new
    FROM videos_change
    WHERE change_set_id = %s AND id > %s
    GROUP BY video_id
) c
WHERE v.id = c.video_id
