"""What each ingest changed, counted; the groups that are told of it by e-mail, and which e-mails went out."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("reports", "0003_raw_rows"),
        ("videos", "0012_occurrences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "change_set",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="digest",
                        serialize=False,
                        to="videos.changeset",
                    ),
                ),
                ("day", models.DateField()),
                ("counts", models.JSONField(default=dict, help_text="by event, or by the field that changed")),
                (
                    "held",
                    models.BooleanField(default=False, help_text="what is gone was not marked: a person must say"),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="digests", to="reports.report"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "what changed",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Mailing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(blank=True, help_text="where it told of a whole day", null=True)),
                ("sent_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                (
                    "digest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mailings",
                        to="reports.digest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("new", "new videos and assets"),
                                ("gone", "gone from the snapshot, or back"),
                                ("privacy", "privacy"),
                                ("policy", "policy and ad settings"),
                                ("claims", "claims: new, lost, back"),
                                ("ownership", "ownership conflicts and other owners"),
                                ("edits", "conflicts with what staff want"),
                                ("other", "other fields"),
                            ],
                            max_length=10,
                        ),
                        help_text="it is told of these",
                        size=None,
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[("report", "after each report"), ("day", "once a day")],
                        default="day",
                        max_length=6,
                        verbose_name="how often",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digest_subscriptions",
                        to="auth.group",
                    ),
                ),
            ],
            options={"verbose_name": "e-mail subscription"},
        ),
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(fields=["-day", "-change_set"], name="digest_day"),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.UniqueConstraint(fields=("person", "digest"), name="mailing_digest_once"),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.UniqueConstraint(fields=("person", "day"), name="mailing_day_once"),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__isnull", True), ("day__isnull", True), _connector="XOR"),
                name="mailing_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                fields=("group", "every"),
                name="subscription_once",
                violation_error_message="This group is told so often already: change that subscription.",
            ),
        ),
    ]
