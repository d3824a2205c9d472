"""Who may export videos as a spreadsheet."""

from django.db import migrations

from cmsmeta.lib.roles import granted

EXPORT = ["videos.export_spreadsheet"]


class Migration(migrations.Migration):
    dependencies = [("cmsmeta", "0001_roles"), ("videos", "0018_spreadsheets")]

    operations = [granted(dict.fromkeys(("editor", "monetization manager", "operations"), EXPORT))]
