"""Leaves active claims out of the index by status: a list finds a page of them without it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("videos", "0014_estimate_codes"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="claim",
            name="claim_status",
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(
                    models.Q(("status", ""), _negated=True), models.Q(("status", "active"), _negated=True)
                ),
                fields=["status", "-id"],
                name="claim_status",
            ),
        ),
    ]
