"""Every role sees the saved policies, whose names stand at videos, assets and claims."""

from django.db import migrations

from cmsmeta.lib.roles import granted

ROLES = ("viewer", "editor", "monetization manager", "approver", "operations", "administrator")


class Migration(migrations.Migration):
    dependencies = [("cmsmeta", "0006_hand_overs"), ("videos", "0028_policies_seen")]

    operations = [granted(dict.fromkeys(ROLES, ["videos.view_policy"]))]
