"""How far a run is, for whoever opens its page meanwhile: of its own transaction nobody sees anything yet."""

from contextlib import closing

from django.db import connection

# Where the run itself holds the row by now, the number is left out: nobody waits for it.
KEEP = """
UPDATE videos_changeset SET request = request || jsonb_build_object('progress', jsonb_build_object(
    'phase', %s::text, 'percent', %s::int))
WHERE id = (SELECT id FROM videos_changeset WHERE id = %s AND status = 'running' FOR NO KEY UPDATE SKIP LOCKED)
"""


def keep(change_set_id: int, phase: str, percent: int) -> None:
    """Write down how far the run of a change set is, over a connection of its own."""
    with closing(connection.copy()) as apart, apart.cursor() as cursor:
        cursor.execute(KEEP, [phase, percent, change_set_id])
