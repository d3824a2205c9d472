-- Of a video whose claims a claim report has told, the video report takes what they say; that it left the asset blank is
-- noted.
UPDATE observed o
SET {assignments}
FROM ({told}) t
WHERE o.key = t.key
