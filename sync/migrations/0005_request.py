"""Who may ask for a sync: a permission beside those that Django makes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sync", "0004_credential_sign_in")]

    operations = [
        migrations.AlterModelOptions(
            name="metadatasync",
            options={
                "permissions": [("request_metadatasync", "Can have videos synced now, again, or not at all")],
                "verbose_name": "sync",
            },
        )
    ]
