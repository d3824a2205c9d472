"""What claim reports tell of the length of a match, and of the release."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("videos", "0010_asset_not_seen"),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="matching_length",
            field=models.BigIntegerField(blank=True, help_text="seconds of the video that match", null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="release_date",
            field=models.TextField(blank=True, db_default="", default="", help_text="of the asset, as delivered"),
        ),
    ]
