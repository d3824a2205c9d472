"""Who may write rules that are applied by themselves, and who sees them and what YouTube's hub is asked about."""

from django.db import migrations

from cmsmeta.lib.roles import granted

SEE = ["videos.view_standingrule", "sync.view_hubsubscription"]
WRITE = [*SEE, "videos.add_standingrule", "videos.change_standingrule", "videos.delete_standingrule"]


class Migration(migrations.Migration):
    dependencies = [("cmsmeta", "0003_credentials"), ("sync", "0002_hints"), ("videos", "0021_standing_rules")]

    operations = [
        granted(
            {
                **dict.fromkeys(("viewer", "editor", "approver", "operations", "administrator"), SEE),
                "monetization manager": WRITE,
            }
        )
    ]
