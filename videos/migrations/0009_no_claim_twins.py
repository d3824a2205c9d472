"""Drops the second index that Django gives a text key for LIKE, as 0003 does, and leaves room for counters that move."""

from django.db import migrations

TWINS = {
    "videos_claimstatistics_claim_id_eb03e8f2_like": "videos_claimstatistics (claim_id text_pattern_ops)",
    "videos_ownershipconflict_asset_id_47db45b5_like": "videos_ownershipconflict (asset_id text_pattern_ops)",
}


class Migration(migrations.Migration):
    dependencies = [("videos", "0008_claim_and_conflict_reports")]

    operations = [
        *[
            migrations.RunSQL(f'DROP INDEX IF EXISTS "{name}"', f'CREATE INDEX "{name}" ON {target}')
            for name, target in TWINS.items()
        ],
        # Half of each page stays free: a counter that moves is written beside itself, and no index hears of it.
        migrations.RunSQL(
            "ALTER TABLE videos_claimstatistics SET (fillfactor = 50)",
            "ALTER TABLE videos_claimstatistics RESET (fillfactor)",
        ),
    ]
