-- A report that is taken again leaves nothing of the first time.
DELETE FROM reports_unmergedrow WHERE report_id = %(report)s
