-- Assets that videos came to by their claims are read in full in the next asset report, so that those videos take theirs.
UPDATE reports_sighting s
SET digest = 0
FROM derived d, videos_feed f
WHERE d.field = 'asset_id' AND f.kind = 'asset' AND s.feed_id = f.id AND s.key = d.new #>> '{{}}'
