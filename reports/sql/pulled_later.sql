-- Of what the Data API was asked for since, the report does not tell all that counts: the next is read in full again.
UPDATE news n
SET digest = 0
FROM observed o
JOIN videos_videostatistics s ON s.video_id = o.key
WHERE n.key = o.key AND s.pulled_at > %(as_of)s
