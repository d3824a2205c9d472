from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_reports"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="report",
            name="report_once",
        ),
        migrations.AddField(
            model_name="report",
            name="member",
            field=models.TextField(
                blank=True, default="", help_text="the file in the archive, where that holds several"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("bucket", "key", "member", "etag", "version_id", "delivered_at"), name="report_once"
            ),
        ),
    ]
