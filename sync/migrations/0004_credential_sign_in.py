"""Until when a sign-in is good, and when operations were told: two nullable columns of a table of a few rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync", "0003_hand_overs")]

    operations = [
        migrations.AddField(
            model_name="credential",
            name="sign_in_until",
            field=models.DateTimeField(
                blank=True, help_text="where Google gave the sign-in for a time only", null=True
            ),
        ),
        migrations.AddField(
            model_name="credential",
            name="warned_at",
            field=models.DateTimeField(blank=True, help_text="when operations were told last that it ends", null=True),
        ),
    ]
