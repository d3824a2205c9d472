-- An empty table of what YouTube told of videos; what is null it did not tell.
CREATE UNLOGGED TABLE told (
    key text COLLATE "C", there boolean, channel text, channel_title text, etag text,
    views bigint, comments bigint, likes bigint, {columns}
)
