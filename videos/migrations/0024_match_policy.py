"""Videos hold the match policy of their asset, which staff may change, and standing rules may set it.

The column has a constant default, so that no row is written for it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0023_asked_for")]

    operations = [
        migrations.AddField(
            model_name="video",
            name="match_policy",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="standingrule",
            name="kind",
            field=models.CharField(
                choices=[
                    ("custom_id", "custom ID that the channel expects"),
                    ("policy", "effective policy"),
                    ("match", "match policy"),
                    ("kids", "made for kids"),
                ],
                max_length=10,
                verbose_name="what it sets",
            ),
        ),
    ]
