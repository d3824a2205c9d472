"""The indexes that carry the filters of the list of videos; made beside whoever works.

Each costs a little of every ingest, so they are few: what is rare has an index of the rare rows only.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from cmsmeta.lib.migrations import BuildIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("videos", "0004_saved_filters")]

    operations = [
        BuildIndex(
            model_name="video",
            index=models.Index(fields=["channel", "id"], name="video_channel"),
        ),
        BuildIndex(
            model_name="video",
            index=models.Index(fields=["category"], name="video_category"),
        ),
        BuildIndex(
            model_name="video",
            index=models.Index(fields=["video_length"], name="video_length"),
        ),
        BuildIndex(
            model_name="video",
            index=models.Index(condition=models.Q(("label", ""), _negated=True), fields=["label"], name="video_label"),
        ),
        BuildIndex(
            model_name="video",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("genre", []), _negated=True), fields=["genre"], name="video_genre"
            ),
        ),
        BuildIndex(
            model_name="video",
            index=models.Index(
                models.Func(
                    models.F("isrc"),
                    models.F("upc"),
                    models.F("artist"),
                    models.F("label"),
                    models.F("genre"),
                    models.F("custom_id"),
                    function="cms_gaps",
                    output_field=models.SmallIntegerField(),
                ),
                name="video_gaps",
            ),
        ),
        BuildIndex(
            model_name="video",
            index=models.Index(
                condition=models.Q(
                    models.Func(models.F("isrc"), function="cms_isrc_invalid", output_field=models.BooleanField()),
                    models.Func(models.F("upc"), function="cms_upc_invalid", output_field=models.BooleanField()),
                    _connector="OR",
                ),
                fields=["id"],
                name="video_invalid_code",
            ),
        ),
        BuildIndex(
            model_name="video",
            index=models.Index(
                condition=models.Q(
                    ("effective_policy__startswith", "Monetize"),
                    models.Q(
                        ("display_ads_enabled", False),
                        ("overlay_ads_enabled", False),
                        ("sponsored_cards_enabled", False),
                        ("skippable_video_ads_enabled", False),
                        ("nonskippable_video_ads_enabled", False),
                        ("long_nonskippable_video_ads_enabled", False),
                        _connector="OR",
                    ),
                    models.Q(("display_ads_enabled", False), ("display_ads_enabled__isnull", True), _connector="OR"),
                    models.Q(("overlay_ads_enabled", False), ("overlay_ads_enabled__isnull", True), _connector="OR"),
                    models.Q(
                        ("sponsored_cards_enabled", False), ("sponsored_cards_enabled__isnull", True), _connector="OR"
                    ),
                    models.Q(
                        ("skippable_video_ads_enabled", False),
                        ("skippable_video_ads_enabled__isnull", True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("nonskippable_video_ads_enabled", False),
                        ("nonskippable_video_ads_enabled__isnull", True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("long_nonskippable_video_ads_enabled", False),
                        ("long_nonskippable_video_ads_enabled__isnull", True),
                        _connector="OR",
                    ),
                ),
                fields=["id"],
                name="video_ads_off",
            ),
        ),
        BuildIndex(
            model_name="video",
            index=models.Index(
                condition=models.Q(("claimed_by_another_owner", True)), fields=["id"], name="video_another_owner"
            ),
        ),
        migrations.AlterField(
            model_name="video",
            name="channel",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="videos",
                to="channels_app.channel",
            ),
        ),
    ]
