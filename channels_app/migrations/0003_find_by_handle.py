"""An index by which a channel is found by its handle, however it is capitalized."""

from django.db import migrations, models
from django.db.models.functions import Lower

from cmsmeta.lib.migrations import BuildIndex


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("channels_app", "0002_channels")]

    operations = [
        BuildIndex(
            model_name="channel",
            index=models.Index(
                Lower("handle"), condition=models.Q(("handle", ""), _negated=True), name="channel_handle"
            ),
        ),
    ]
