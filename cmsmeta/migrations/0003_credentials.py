"""Who may sign in to YouTube."""

from django.db import migrations

from cmsmeta.lib.roles import granted

CREDENTIALS = ["sync.change_credential", "sync.delete_credential"]


class Migration(migrations.Migration):
    dependencies = [("cmsmeta", "0002_export"), ("sync", "0004_credential_sign_in")]

    operations = [granted({"operations": CREDENTIALS})]
