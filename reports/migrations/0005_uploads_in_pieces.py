"""Reports that a browser brings piece by piece."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_digests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField(help_text="where it will lie: the object's key, or the name in the inbox")),
                ("size", models.BigIntegerField(help_text="bytes that it will have")),
                ("received", models.BigIntegerField(default=0, help_text="bytes of it that lie in the storage")),
                (
                    "multipart_id",
                    models.TextField(blank=True, default="", help_text="what S3 calls it; empty for the local inbox"),
                ),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        help_text="the ETags of its pieces in S3",
                        size=None,
                    ),
                ),
                (
                    "touched_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), help_text="when its last piece came"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
