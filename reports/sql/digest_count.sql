-- How often each thing befell, and how many videos each field changed in.
SELECT what AS name, count(*) FROM videos_occurrence WHERE change_set_id = %(change_set)s GROUP BY what
UNION ALL
SELECT field, count(*) FROM videos_change WHERE change_set_id = %(change_set)s GROUP BY field
