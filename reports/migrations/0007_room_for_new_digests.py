"""Pages of digests keep a tenth of themselves free: a new digest then stays beside the old one, and no index hears of it.

It counts for pages to come, so that nobody waits.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_uploads_kept_a_day")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE reports_sighting SET (fillfactor = 90)", "ALTER TABLE reports_sighting RESET (fillfactor)"
        ),
    ]
