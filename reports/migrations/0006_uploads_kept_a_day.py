"""An upload is kept for a day with the report that it has become, and outlives who began it."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_uploads_in_pieces"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="report",
            field=models.ForeignKey(
                help_text="what it has become",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="reports.report",
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="touched_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), help_text="when it last went on"
            ),
        ),
    ]
