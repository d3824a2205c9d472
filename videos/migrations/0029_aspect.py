"""The aspect of a video, which tells what cannot be a Short. It has no default, so that no row is written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0028_policies_seen")]

    operations = [
        migrations.AddField(
            model_name="video",
            name="aspect",
            field=models.IntegerField(
                blank=True, help_text="width of the picture in thousandths of its height", null=True
            ),
        ),
    ]
