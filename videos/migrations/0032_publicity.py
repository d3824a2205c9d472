"""What counts as beyond recall is told in other words; nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("videos", "0031_short_candidates"),
    ]

    operations = [
        migrations.AlterField(
            model_name="approvalrule",
            name="irreversible",
            field=models.BooleanField(
                default=False,
                help_text="a private video made public, a public one private, the release of a claim: only such videos count",
                verbose_name="only what cannot be taken back",
            ),
        ),
        migrations.AlterField(
            model_name="spreadsheet",
            name="irreversible",
            field=models.BigIntegerField(default=0, help_text="videos that would go from private to public or back"),
        ),
    ]
