-- An act that changed nothing leaves no trace.
DELETE FROM videos_changeset WHERE id = %(change_set)s
