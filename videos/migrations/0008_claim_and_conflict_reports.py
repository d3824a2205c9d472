"""What claim reports tell of claims, and the ownership conflicts that asset conflict reports open."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("videos", "0007_no_asset_twins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimStatistics",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="statistics",
                        serialize=False,
                        to="videos.claim",
                        to_field="claim_id",
                    ),
                ),
                ("views", models.BigIntegerField(null=True)),
                ("engaged_views", models.BigIntegerField(null=True)),
                (
                    "as_of",
                    models.DateTimeField(
                        help_text="when these were first seen; they held until the next", verbose_name="as of"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "claim statistics",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="OwnershipConflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asset_id", models.TextField(db_collation="C", unique=True, verbose_name="asset ID")),
                ("asset_type", models.TextField(blank=True, db_default="", default="")),
                (
                    "custom_id",
                    models.TextField(blank=True, db_collation="C", db_default="", default="", verbose_name="custom ID"),
                ),
                (
                    "conflicting_owner",
                    models.TextField(blank=True, db_default="", default="", verbose_name="other owner"),
                ),
                (
                    "conflicting_isrc",
                    models.TextField(
                        blank=True, db_collation="C", db_default="", default="", verbose_name="their ISRC"
                    ),
                ),
                (
                    "conflicting_title",
                    models.TextField(blank=True, db_default="", default="", verbose_name="their title"),
                ),
                (
                    "conflicting_artist",
                    models.TextField(blank=True, db_default="", default="", verbose_name="their artist"),
                ),
                (
                    "countries",
                    models.TextField(
                        blank=True, db_default="", default="", help_text="where both own it, as YouTube writes it"
                    ),
                ),
                ("match_policy", models.TextField(blank=True, db_default="", default="")),
                ("asset_labels", models.TextField(blank=True, db_default="", default="")),
                ("ownership_updated_at", models.DateTimeField(blank=True, null=True, verbose_name="our ownership")),
                (
                    "ownership_origination",
                    models.TextField(blank=True, db_default="", default="", verbose_name="origin of ours"),
                ),
                (
                    "other_ownership_updated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="their ownership"),
                ),
                (
                    "other_ownership_origination",
                    models.TextField(blank=True, db_default="", default="", verbose_name="origin of theirs"),
                ),
                ("is_merged", models.BooleanField(null=True, verbose_name="merged")),
                ("active_claims", models.BigIntegerField(null=True)),
                ("approx_daily_views", models.BigIntegerField(null=True, verbose_name="daily views, about")),
                (
                    "approx_daily_engaged_views",
                    models.BigIntegerField(null=True, verbose_name="daily engaged views, about"),
                ),
                ("engaged_views_in_conflict", models.BigIntegerField(null=True)),
                ("lifetime_views_in_conflict", models.BigIntegerField(null=True)),
                ("lifetime_engaged_views_in_conflict", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("in_hand", "in hand"), ("over", "over")],
                        db_default="open",
                        default="open",
                        max_length=7,
                    ),
                ),
                (
                    "state_changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("note", models.TextField(blank=True, db_default="", default="")),
                (
                    "extra",
                    models.JSONField(
                        blank=True,
                        db_default=models.Value({}, output_field=models.JSONField()),
                        default=dict,
                        help_text="what else its report tells, and values that we cannot read, as delivered",
                    ),
                ),
                ("as_of", models.DateTimeField(blank=True, null=True, verbose_name="as of")),
                (
                    "not_seen_since",
                    models.DateTimeField(blank=True, help_text="absent from its snapshots since then", null=True),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
        ),
        migrations.AddField(
            model_name="claim",
            name="asset_block_in",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="claim",
            name="asset_monetize_in",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="claim",
            name="asset_policy_id",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="asset policy ID"),
        ),
        migrations.AddField(
            model_name="claim",
            name="asset_track_in",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="claim",
            name="block_in",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="claim",
            name="channel_id",
            field=models.TextField(blank=True, db_collation="C", null=True, verbose_name="channel ID"),
        ),
        migrations.AddField(
            model_name="claim",
            name="channel_title",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="channel"),
        ),
        migrations.AddField(
            model_name="claim",
            name="feed",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="claims",
                to="videos.feed",
            ),
        ),
        migrations.AddField(
            model_name="claim",
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
            model_name="claim",
            name="last_seen",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="the last one that said something new of it",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="videos.changeset",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="longest_match",
            field=models.BigIntegerField(blank=True, help_text="seconds", null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="lost_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="lost"),
        ),
        migrations.AddField(
            model_name="claim",
            name="lost_in",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="the one that saw it cease to be active, or leave its snapshot",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="videos.changeset",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="monetize_in",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="claim",
            name="policy_id",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="policy ID"),
        ),
        migrations.AddField(
            model_name="claim",
            name="reference_video_id",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="reference video ID"),
        ),
        migrations.AddField(
            model_name="claim",
            name="told_by",
            field=models.CharField(
                choices=[("video", "video report"), ("claim", "claim report")],
                db_default="video",
                default="video",
                help_text="what knows best of it",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="track_in",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="claim",
            name="uploaded_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="uploaded"),
        ),
        migrations.AddField(
            model_name="claim",
            name="uploader",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="claim",
            name="video_length",
            field=models.BigIntegerField(blank=True, help_text="seconds", null=True, verbose_name="length"),
        ),
        migrations.AddField(
            model_name="claim",
            name="video_title",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="claim",
            name="extra",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, output_field=models.JSONField()),
                default=dict,
                help_text="what else its report tells, and values that we cannot read, as delivered",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="not_seen_since",
            field=models.DateTimeField(blank=True, help_text="absent from its snapshots since then", null=True),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("asset_id", ""), _negated=True), fields=["asset_id"], name="claim_asset"
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["status", "-id"], name="claim_status"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["first_seen"], name="claim_first_seen", pages_per_range=32
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(condition=models.Q(("lost_in__isnull", False)), fields=["lost_in"], name="claim_lost"),
        ),
        migrations.AddField(
            model_name="ownershipconflict",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="ownership_conflicts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ownershipconflict",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                help_text="who ended it; nobody where a report no longer told it",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ownershipconflict",
            name="feed",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="videos.feed",
            ),
        ),
        migrations.AddField(
            model_name="ownershipconflict",
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
            model_name="ownershipconflict",
            name="last_seen",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="the last one that said something new of it",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="videos.changeset",
            ),
        ),
        migrations.AddIndex(
            model_name="ownershipconflict",
            index=models.Index(fields=["state", "-id"], name="conflict_state"),
        ),
        migrations.AddIndex(
            model_name="ownershipconflict",
            index=models.Index(fields=["conflicting_owner"], name="conflict_owner"),
        ),
        migrations.AddIndex(
            model_name="ownershipconflict",
            index=models.Index(fields=["first_seen"], name="conflict_first_seen"),
        ),
        migrations.AddIndex(
            model_name="ownershipconflict",
            index=models.Index(
                condition=models.Q(("assigned_to__isnull", False)), fields=["assigned_to"], name="conflict_assigned"
            ),
        ),
    ]
