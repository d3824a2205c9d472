-- Counters hold what the newest report tells; what it does not tell stays.
UPDATE videos_videostatistics t
SET
    views = coalesce(f.views, t.views),
    engaged_views = coalesce(f.engaged_views, t.engaged_views),
    comments = coalesce(f.comments, t.comments),
    as_of = %(as_of)s
FROM folded f
WHERE t.video_id = f.key AND {moved}
