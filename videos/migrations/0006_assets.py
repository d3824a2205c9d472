"""Assets, as the asset reports tell them, and their counters in narrow rows of their own.

The index of `asset_as_of` is no longer asked: which report told something last stands in the assets.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0005_find_by")]

    operations = [
        migrations.CreateModel(
            name="Asset",
            fields=[
                (
                    "asset_id",
                    models.TextField(db_collation="C", primary_key=True, serialize=False, verbose_name="asset ID"),
                ),
                ("asset_type", models.TextField(blank=True, db_default="", default="", verbose_name="type")),
                ("status", models.TextField(blank=True, db_default="", default="")),
                ("metadata_origination", models.TextField(blank=True, db_default="", default="")),
                ("title", models.TextField(blank=True, db_default="", default="")),
                (
                    "artist",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        db_default=models.Value(
                            [],
                            output_field=django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("album", models.TextField(blank=True, db_default="", default="")),
                (
                    "genre",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        db_default=models.Value(
                            [],
                            output_field=django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("label", models.TextField(blank=True, db_default="", default="")),
                ("custom_id", models.TextField(blank=True, db_collation="C", null=True, verbose_name="custom ID")),
                (
                    "isrc",
                    models.TextField(
                        blank=True,
                        db_collation="C",
                        help_text="the one that YouTube shows",
                        null=True,
                        verbose_name="ISRC",
                    ),
                ),
                (
                    "your_isrc",
                    models.TextField(blank=True, db_collation="C", db_default="", default="", verbose_name="our ISRC"),
                ),
                (
                    "other_isrc",
                    models.TextField(
                        blank=True, db_collation="C", db_default="", default="", verbose_name="other owners' ISRC"
                    ),
                ),
                ("upc", models.TextField(blank=True, db_collation="C", db_default="", default="", verbose_name="UPC")),
                ("grid", models.TextField(blank=True, db_default="", default="", verbose_name="GRid")),
                ("tms", models.TextField(blank=True, db_default="", default="", verbose_name="TMS ID")),
                ("season", models.TextField(blank=True, db_default="", default="")),
                ("episode_title", models.TextField(blank=True, db_default="", default="")),
                ("ownership", models.TextField(blank=True, db_default="", default="")),
                ("conflicting_owner", models.TextField(blank=True, db_default="", default="")),
                (
                    "conflicting_country_code",
                    models.TextField(blank=True, db_default="", default="", verbose_name="countries in conflict"),
                ),
                ("match_policy", models.TextField(blank=True, db_default="", default="")),
                (
                    "labels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        db_default=models.Value(
                            [],
                            output_field=django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        default=list,
                        size=None,
                        verbose_name="asset labels",
                    ),
                ),
                ("is_merged", models.BooleanField(blank=True, null=True, verbose_name="merged")),
                (
                    "constituent_asset_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        db_default=models.Value(
                            [],
                            output_field=django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        default=list,
                        size=None,
                        verbose_name="merged into this one",
                    ),
                ),
                (
                    "embedded_asset_id",
                    models.TextField(blank=True, db_default="", default="", verbose_name="embedded asset"),
                ),
                (
                    "active_reference_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        db_default=models.Value(
                            [],
                            output_field=django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        default=list,
                        size=None,
                        verbose_name="active references",
                    ),
                ),
                (
                    "inactive_reference_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        db_default=models.Value(
                            [],
                            output_field=django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        default=list,
                        size=None,
                        verbose_name="inactive references",
                    ),
                ),
                (
                    "extra",
                    models.JSONField(
                        blank=True,
                        db_default=models.Value({}, output_field=models.JSONField()),
                        default=dict,
                        help_text="columns that we do not know, and values that we cannot read, as delivered",
                    ),
                ),
                ("as_of", models.DateTimeField(verbose_name="as of")),
                (
                    "not_seen_since",
                    models.DateTimeField(
                        blank=True, help_text="absent from its feed's snapshots since then", null=True
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "modified_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
        ),
        migrations.RemoveIndex(
            model_name="video",
            name="video_asset_as_of",
        ),
        migrations.AlterField(
            model_name="video",
            name="asset_as_of",
            field=models.DateTimeField(
                blank=True, help_text="when an asset report last altered it", null=True, verbose_name="asset as of"
            ),
        ),
        migrations.CreateModel(
            name="AssetStatistics",
            fields=[
                (
                    "asset",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="statistics",
                        serialize=False,
                        to="videos.asset",
                    ),
                ),
                ("daily_views", models.BigIntegerField(null=True, verbose_name="views a day")),
                ("daily_engaged_views", models.BigIntegerField(null=True, verbose_name="engaged views a day")),
                (
                    "sr_daily_engaged_views",
                    models.BigIntegerField(null=True, verbose_name="engaged views a day of the sound recording"),
                ),
                ("active_claims", models.BigIntegerField(null=True)),
                ("as_of", models.DateTimeField(help_text="when these were first seen", verbose_name="as of")),
            ],
            options={
                "verbose_name_plural": "asset statistics",
            },
        ),
        migrations.AddField(
            model_name="asset",
            name="feed",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="assets",
                to="videos.feed",
            ),
        ),
        migrations.AddField(
            model_name="asset",
            name="first_seen",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="videos.changeset",
            ),
        ),
        migrations.AddField(
            model_name="asset",
            name="last_seen",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="the last one that said something new of it; its feed's newest one listed it too",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="videos.changeset",
            ),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(condition=models.Q(("custom_id__gt", "")), fields=["custom_id"], name="asset_custom_id"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(condition=models.Q(("isrc__gt", "")), fields=["isrc"], name="asset_isrc"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(condition=models.Q(("upc__gt", "")), fields=["upc"], name="asset_upc"),
        ),
    ]
