-- A late report that saw a video before the one that we held for the first is now the first.
UPDATE videos_video v
SET first_seen_id = %(change_set)s
FROM folded f, videos_changeset first
WHERE v.video_id = f.key AND first.id = v.first_seen_id AND first.as_of > %(as_of)s
