-- What the report says of each video, by its asset.
CREATE VIEW spoken AS
SELECT w.video, w.told_later, NULL::text AS channel, o.* FROM owned w JOIN observed o USING (key)
