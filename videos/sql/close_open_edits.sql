-- An edit that wants what YouTube holds already leaves nothing to push: its open edit is gone. Where another value went on
-- its way to YouTube it stays, since that may have arrived, or arrive yet.
DELETE FROM videos_openedit WHERE change_set_id = %s AND base IS NOT DISTINCT FROM wanted AND sent IS NULL
