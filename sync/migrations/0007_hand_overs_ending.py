"""A hand-over that the worker takes back is told apart. Its table is small: nobody waits for the index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0006_fetched_reports"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="handover",
            name="hand_over_open",
        ),
        migrations.AlterField(
            model_name="handover",
            name="status",
            field=models.CharField(
                choices=[
                    ("queued", "queued"),
                    ("making", "being made"),
                    ("made", "made"),
                    ("uploaded", "uploaded"),
                    ("answered", "answered"),
                    ("confirmed", "confirmed"),
                    ("ending", "being taken back"),
                    ("taken_back", "taken back"),
                    ("failed", "failed"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("status__in", ["queued", "making", "made", "uploaded", "answered", "ending"])),
                fields=["status"],
                name="hand_over_open",
            ),
        ),
    ]
