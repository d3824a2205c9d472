"""What went on its way to YouTube and may have arrived: a nullable column, which rewrites no row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0018_spreadsheets")]

    operations = [
        migrations.AddField(
            model_name="openedit",
            name="sent",
            field=models.JSONField(
                blank=True, help_text="what went on its way to YouTube and may have arrived", null=True
            ),
        ),
    ]
