-- Which videos are new, missing from now on, or back, and which YouTube returned though the catalogue does not hold them.
SELECT
    key,
    CASE
        WHEN video IS NULL AND there AND %(bring_in)s THEN 'new'
        WHEN video IS NULL THEN 'unknown'
        WHEN NOT there THEN 'missing'
        ELSE 'returned'
    END
FROM observed
WHERE video IS NULL OR there = was_missing
