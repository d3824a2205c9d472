-- Staff see which videos the report lacks, unless it or a later one has listed them again.
UPDATE videos_video v
SET not_seen_since = %(as_of)s
FROM reports_sighting s
WHERE s.gone_since_id = %(report)s AND v.video_id = s.key AND v.not_seen_since IS NULL
