"""What PostgreSQL should know of wrong codes: without it, it takes a third of all videos to have one."""

from django.db import migrations

ISRC = "CREATE STATISTICS video_isrc_invalid ON (cms_isrc_invalid(isrc)) FROM videos_video"
UPC = "CREATE STATISTICS video_upc_invalid ON (cms_upc_invalid(upc)) FROM videos_video"


class Migration(migrations.Migration):
    dependencies = [("videos", "0013_four_eyes")]

    operations = [
        migrations.RunSQL(ISRC, "DROP STATISTICS video_isrc_invalid"),
        migrations.RunSQL(UPC, "DROP STATISTICS video_upc_invalid"),
    ]
