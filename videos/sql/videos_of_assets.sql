-- How many videos each of these assets has, counted to a thousand and one, as JSON.
SELECT coalesce(jsonb_object_agg(asset, videos), '{{}}')
FROM (
    SELECT asset, (SELECT count(*) FROM (SELECT FROM videos_video v WHERE v.asset_id = asset LIMIT 1001) found) AS videos
    FROM unnest(%s::text[]) AS asset
) counted
