"""Who may ask for a sync."""

from django.db import migrations

from cmsmeta.lib.roles import granted

ASK = ["sync.request_metadatasync"]


class Migration(migrations.Migration):
    dependencies = [("cmsmeta", "0004_rules"), ("sync", "0005_request")]

    operations = [granted(dict.fromkeys(("editor", "monetization manager", "operations"), ASK))]
