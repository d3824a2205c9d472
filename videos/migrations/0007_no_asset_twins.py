"""Drops the second index that Django gives a text key for LIKE: ours compare byte by byte, so that the first serves it."""

from django.db import migrations

TWINS = {
    "videos_asset_asset_id_45732794_like": "videos_asset (asset_id text_pattern_ops)",
    "videos_assetstatistics_asset_id_df832dbf_like": "videos_assetstatistics (asset_id text_pattern_ops)",
}


class Migration(migrations.Migration):
    dependencies = [("videos", "0006_assets")]

    operations = [
        migrations.RunSQL(f'DROP INDEX IF EXISTS "{name}"', f'CREATE INDEX "{name}" ON {target}')
        for name, target in TWINS.items()
    ]
