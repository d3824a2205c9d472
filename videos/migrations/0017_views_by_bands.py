"""The list of videos is ordered by bands of views, which few videos leave in a day, then by views.

Nothing here keeps anybody waiting: the column has no default, it is filled in batches, and the indexes and the
constraint are made beside whoever works.
"""

import django.contrib.postgres.operations as postgres
from django.db import migrations, models

from cmsmeta.lib.migrations import BuildIndex, DropIndex

BAND = """
CREATE FUNCTION cms_views_band(views bigint) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN views < 4096 THEN 0 ELSE (ln(views::double precision) * 16)::smallint END;
"""
# A page half empty takes the new version of each of its rows.
ROOM = "ALTER TABLE videos_videostatistics SET (fillfactor = 50)"
NO_ROOM = "ALTER TABLE videos_videostatistics RESET (fillfactor)"
FILL = """
WITH next AS (
    SELECT video_id FROM videos_videostatistics WHERE video_id > %s ORDER BY video_id LIMIT 20000
), filled AS (
    UPDATE videos_videostatistics t SET views_band = cms_views_band(views) FROM next WHERE t.video_id = next.video_id
)
SELECT max(video_id) FROM next
"""


def fill(apps, schema_editor):
    after = ""
    with schema_editor.connection.cursor() as cursor:
        while after is not None:
            cursor.execute(FILL, [after])
            (after,) = cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("videos", "0016_shorts_desk")]

    operations = [
        migrations.RunSQL(BAND, "DROP FUNCTION cms_views_band(bigint)"),
        migrations.RunSQL(ROOM, NO_ROOM),
        migrations.AddField(
            model_name="videostatistics",
            name="views_band",
            field=models.SmallIntegerField(
                editable=False, help_text="of `views`, as cms_views_band() has it", null=True
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        BuildIndex(
            model_name="videostatistics",
            index=models.Index(fields=["-views_band"], name="videostatistics_band"),
        ),
        DropIndex(model_name="videostatistics", name="videostatistics_views"),
        postgres.AddConstraintNotValid(
            model_name="videostatistics",
            constraint=models.CheckConstraint(
                condition=models.Q(("views__isnull", True), ("views_band__isnull", True))
                | models.Q(
                    (
                        "views_band",
                        models.Func(
                            models.F("views"), function="cms_views_band", output_field=models.SmallIntegerField()
                        ),
                    ),
                    ("views_band__isnull", False),
                ),
                name="videostatistics_band_of_views",
            ),
        ),
        postgres.ValidateConstraint(model_name="videostatistics", name="videostatistics_band_of_views"),
    ]
