"""Assets are found by their match policy."""

from django.db import migrations, models

from cmsmeta.lib.migrations import BuildIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("videos", "0032_publicity")]

    operations = [
        BuildIndex(model_name="asset", index=models.Index(fields=["match_policy"], name="asset_match_policy")),
    ]
