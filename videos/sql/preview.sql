-- What an act would change in the first so many videos of its selection and in the other videos of their assets, as
-- JSON: counts, reasons for leaving videos alone, the most frequent changes, and the first rows.
WITH selected AS MATERIALIZED (SELECT id, asset_id FROM ({selection}) s LIMIT %s),
others AS MATERIALIZED (
    SELECT v.id
    FROM videos_video v
    JOIN (SELECT DISTINCT asset_id FROM selected WHERE asset_id <> '' AND {widen}) a ON a.asset_id = v.asset_id
    WHERE NOT EXISTS (SELECT FROM selected s WHERE s.id = v.id)
),
d AS MATERIALIZED ({differences}),
changed AS MATERIALIZED (SELECT id, youtube_id, title, selected, field, old, new FROM d WHERE obstacle IS NULL)
SELECT jsonb_build_object(
    'selected', (SELECT count(*) FROM selected),
    'videos', (SELECT count(DISTINCT id) FROM changed WHERE selected),
    'others', (SELECT count(DISTINCT id) FROM changed WHERE NOT selected),
    'changes', (SELECT count(*) FROM changed),
    'pushes', (SELECT count(DISTINCT id) FROM changed WHERE field = ANY(%s)),
    'irreversible', (SELECT count(*) FROM changed WHERE {irreversible}),
    'left_alone', (SELECT coalesce(jsonb_object_agg(why, number), '{{}}') FROM ({left_alone}) l),
    'frequent', (
        SELECT coalesce(jsonb_agg(to_jsonb(f) ORDER BY number DESC, field), '[]')
        FROM (
            SELECT field, old, new, count(*) AS number FROM changed GROUP BY field, old, new ORDER BY 4 DESC LIMIT %s
        ) f
    ),
    'first', (
        SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY selected DESC, id, field), '[]')
        FROM (SELECT * FROM changed ORDER BY selected DESC, id, field LIMIT %s) r
    )
)
