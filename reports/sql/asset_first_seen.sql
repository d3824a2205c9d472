-- A late report that saw an asset before the one that we held for the first is now the first.
UPDATE videos_asset a
SET first_seen_id = %(change_set)s
FROM folded f, videos_changeset first
WHERE a.asset_id = f.key AND first.id = a.first_seen_id AND first.as_of > %(as_of)s
