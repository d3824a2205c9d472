"""Finds the assets that the newest snapshot lacks; nearly all of them are in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0009_no_claim_twins")]

    operations = [
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(
                fields=["not_seen_since"], name="asset_not_seen", condition=models.Q(not_seen_since__isnull=False)
            ),
        ),
    ]
