"""A spreadsheet counts how often its reading was begun. The default is the database's: no row is written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0033_assets_by_match_policy")]

    operations = [
        migrations.AddField(
            model_name="spreadsheet",
            name="attempts",
            field=models.IntegerField(db_default=0, default=0, help_text="how often its reading was begun"),
        ),
    ]
