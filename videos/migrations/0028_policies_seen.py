"""Staff may see the saved policies."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("videos", "0027_undone_in_parts")]

    operations = [
        migrations.AlterModelOptions(
            name="policy",
            options={
                "default_permissions": ("view",),
                "ordering": ["name", "policy_id"],
                "verbose_name_plural": "policies",
            },
        ),
    ]
