-- Channels hold what YouTube told last; what it did not tell stays, but a number of subscribers that it hides goes. A
-- report that is newer keeps its title. Gives the channels in which something but a counter is another than before.
WITH told AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(told)s::jsonb) AS t (
        channel_id text, title text, handle text, description text, country text, thumbnail_url text, banner_url text,
        uploads_playlist_id text, content_owner text, monetization_status text, published_at timestamptz,
        hidden_subscriber_count boolean, subscriber_count bigint, view_count bigint, video_count bigint
    )
),
before AS MATERIALIZED (
    SELECT c.*
    FROM channels_app_channel c
    WHERE c.channel_id IN (SELECT channel_id FROM told) AND coalesce(c.pulled_at <= %(as_of)s, true)
    ORDER BY c.id
    FOR NO KEY UPDATE
),
written AS (
    UPDATE channels_app_channel c
    SET
        title = CASE WHEN b.as_of > %(as_of)s THEN b.title ELSE coalesce(t.title, b.title) END,
        handle = coalesce(t.handle, b.handle),
        description = coalesce(t.description, b.description),
        country = coalesce(t.country, b.country),
        thumbnail_url = coalesce(t.thumbnail_url, b.thumbnail_url),
        banner_url = coalesce(t.banner_url, b.banner_url),
        uploads_playlist_id = coalesce(t.uploads_playlist_id, b.uploads_playlist_id),
        content_owner = coalesce(t.content_owner, b.content_owner),
        monetization_status = coalesce(t.monetization_status, b.monetization_status),
        published_at = coalesce(t.published_at, b.published_at),
        hidden_subscriber_count = coalesce(t.hidden_subscriber_count, b.hidden_subscriber_count),
        subscriber_count = CASE
            WHEN NOT coalesce(t.hidden_subscriber_count, false) THEN coalesce(t.subscriber_count, b.subscriber_count)
        END,
        view_count = coalesce(t.view_count, b.view_count),
        video_count = coalesce(t.video_count, b.video_count),
        pulled_at = %(as_of)s
    FROM before b
    JOIN told t USING (channel_id)
    WHERE c.id = b.id
    RETURNING c.*
),
counted AS (
    INSERT INTO channels_app_channelstatistics AS s
        (channel_id, day, subscriber_count, view_count, video_count, as_of)
    SELECT w.id, (%(as_of)s AT TIME ZONE 'UTC')::date, t.subscriber_count, t.view_count, t.video_count, %(as_of)s
    FROM written w
    JOIN told t USING (channel_id)
    WHERE num_nonnulls(t.subscriber_count, t.view_count, t.video_count) > 0
    ON CONFLICT (channel_id, day) DO UPDATE
    SET
        subscriber_count = excluded.subscriber_count, view_count = excluded.view_count,
        video_count = excluded.video_count, as_of = excluded.as_of
    WHERE s.as_of <= excluded.as_of
)
SELECT w.id, w.channel_id, ({new}) IS DISTINCT FROM ({old})
FROM written w
JOIN before b USING (id)
ORDER BY w.id
