"""When the uploads of a channel were last looked through: those longest ago come first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels_app", "0003_find_by_handle"),
    ]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="uploads_seen_at",
            field=models.DateTimeField(
                blank=True,
                help_text="when its uploads were last looked through for new ones",
                null=True,
                verbose_name="looked for uploads",
            ),
        ),
    ]
