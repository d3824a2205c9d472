-- An edit that wants what YouTube holds already leaves nothing to push: its open edit is gone.
DELETE FROM videos_openedit WHERE change_set_id = %s AND base IS NOT DISTINCT FROM wanted
