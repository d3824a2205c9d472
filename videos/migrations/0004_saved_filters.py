"""Filters that staff save, lists that they paste, the columns that they choose; and what their filters ask for."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# A bit for each thing that is missing, in the order of `videos.conditions.GAPS`.
GAPS = """
CREATE FUNCTION cms_gaps(isrc text, upc text, artist text[], label text, genre text[], custom_id text) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ((isrc = '')::int + (upc = '')::int * 2 + (artist = '{}')::int * 4 + (label = '')::int * 8
    + (genre = '{}')::int * 16 + (custom_id = '')::int * 32)::smallint;
"""

# An ISRC has a form and no check digit. The usual way of writing it is asked first: a regular expression costs more.
# CASE keeps it one condition, which statistics can be kept of.
ISRC_INVALID = """
CREATE FUNCTION cms_isrc_invalid(isrc text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN isrc = '' THEN false
    WHEN length(isrc) = 12 AND ltrim(substr(isrc, 6), '0123456789') = ''
        AND ltrim(left(isrc, 5), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789') = '' AND left(isrc, 1) > '9'
        AND substr(isrc, 2, 1) > '9' THEN false
    ELSE upper(isrc) !~ '^[A-Z]{2}-?[A-Z0-9]{3}-?[0-9]{2}-?[0-9]{5}$'
END;
"""

# The digits of a UPC, an EAN or a GTIN count once and three times in turn, from the right; their sum ends in 0.
_SUM = " + ".join(f"upc::bigint / {10**place} % 10 * {3 if place % 2 else 1}" for place in range(14))
UPC_INVALID = f"""
CREATE FUNCTION cms_upc_invalid(upc text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN upc = '' THEN false
    WHEN length(upc) NOT IN (8, 12, 13, 14) OR ltrim(upc, '0123456789') <> '' THEN true
    ELSE ({_SUM}) % 10 <> 0
END;
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("videos", "0003_no_pattern_twins"),
    ]

    operations = [
        migrations.RunSQL(GAPS, "DROP FUNCTION cms_gaps(text, text, text[], text, text[], text)"),
        migrations.RunSQL(ISRC_INVALID, "DROP FUNCTION cms_isrc_invalid(text)"),
        migrations.RunSQL(UPC_INVALID, "DROP FUNCTION cms_upc_invalid(text)"),
        migrations.CreateModel(
            name="ChosenColumns",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="chosen_columns",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("columns", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
            options={
                "verbose_name_plural": "chosen columns",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PastedList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "digest",
                    models.CharField(help_text="names it in the address of the list", max_length=32, unique=True),
                ),
                ("text", models.TextField()),
                ("entries", models.IntegerField()),
                (
                    "pasted_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("shared", models.BooleanField(default=False, help_text="everybody who may view videos sees it")),
                (
                    "query",
                    models.TextField(blank=True, default="", help_text="the filters, as in the address of the list"),
                ),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="pastedlist",
            name="pasted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="pasted_lists",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="saved_filters", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="savedfilter",
            index=models.Index(condition=models.Q(("shared", True)), fields=["name"], name="saved_filter_shared"),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(fields=("owner", "name"), name="saved_filter_one_a_name"),
        ),
    ]
