"""Several undos may take back one change set, each what those before had to leave.

Nothing keeps anybody waiting: the index is made beside whoever works, and the foreign key is not checked anew.
"""

import django.db.models.deletion
from django.db import migrations, models

from cmsmeta.lib.migrations import BuildIndex

ONE_EACH = "ALTER TABLE videos_changeset DROP CONSTRAINT IF EXISTS videos_changeset_undo_of_id_key"
# On the way back only the first undo of a change set can keep its link.
SEVERAL = [
    "UPDATE videos_changeset u SET undo_of_id = NULL WHERE EXISTS"
    " (SELECT FROM videos_changeset f WHERE f.undo_of_id = u.undo_of_id AND f.id < u.id)",
    "ALTER TABLE videos_changeset ADD CONSTRAINT videos_changeset_undo_of_id_key UNIQUE (undo_of_id)",
]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("videos", "0026_lists_opened")]

    operations = [
        BuildIndex(
            model_name="changeset",
            index=models.Index(
                condition=models.Q(("undo_of__isnull", False)), fields=["undo_of"], name="changeset_undo"
            ),
        ),
        migrations.RunSQL(
            ONE_EACH,
            SEVERAL,
            state_operations=[
                migrations.AlterField(
                    model_name="changeset",
                    name="undo_of",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="videos.changeset",
                    ),
                ),
            ],
        ),
    ]
