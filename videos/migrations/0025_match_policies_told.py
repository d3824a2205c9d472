"""What asset reports have told of match policies so far comes to the videos: as first seen, which is no change.

In batches, each a transaction of its own, which locks its videos in the order in which everybody does: some eight thousand
videos a second, while everybody goes on.
"""

from django.db import migrations

FILL = """
WITH next AS MATERIALIZED (
    SELECT asset_id, match_policy FROM videos_asset WHERE asset_id > %s ORDER BY asset_id LIMIT 20000
), locked AS MATERIALIZED (
    SELECT v.id, n.match_policy
    FROM next n
    JOIN videos_video v ON v.asset_id = n.asset_id
    WHERE n.match_policy <> '' AND n.asset_id <> '' AND v.match_policy = ''
    ORDER BY v.id
    FOR NO KEY UPDATE OF v
), filled AS (
    UPDATE videos_video v SET match_policy = l.match_policy FROM locked l WHERE v.id = l.id
)
SELECT max(asset_id) FROM next
"""


def fill(apps, schema_editor):
    after = ""
    with schema_editor.connection.cursor() as cursor:
        while after is not None:
            cursor.execute(FILL, [after])
            (after,) = cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("videos", "0024_match_policy")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
