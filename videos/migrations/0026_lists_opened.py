"""When a pasted list was last looked at: what nobody opens is not kept for ever."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("videos", "0025_match_policies_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="pastedlist",
            name="opened_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                editable=False,
                help_text="last looked at, to the day",
            ),
        ),
    ]
