"""Who may see what is handed over to YouTube in spreadsheets, and who may hand over."""

from django.db import migrations

from cmsmeta.lib.roles import granted

SEE, MAKE = "sync.view_handover", "sync.make_handover"
MAKERS = ("editor", "monetization manager", "operations")


class Migration(migrations.Migration):
    dependencies = [("cmsmeta", "0005_syncs"), ("sync", "0003_hand_overs")]

    operations = [
        granted({**dict.fromkeys(("viewer", "approver", "administrator"), [SEE]), **dict.fromkeys(MAKERS, [SEE, MAKE])})
    ]
