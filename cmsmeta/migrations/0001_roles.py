"""The roles of staff, and what each may do. What later releases add to them stands in later migrations."""

from django.db import migrations

from cmsmeta.lib.roles import granted


def view(app, *models):
    return [f"{app}.view_{model}" for model in models]


def all_of(app, model):
    return [f"{app}.{act}_{model}" for act in ("view", "add", "change", "delete")]


VIEWER = [
    *view("videos", "video", "videostatistics", "videostatisticsday", "asset", "assetstatistics", "feed"),
    *view("videos", "claim", "claimstatistics", "ownershipconflict", "short", "youtubeshort", "nonyoutubeshort"),
    *view("videos", "changeset", "change", "openedit", "approvalrule"),
    *view("channels_app", "channel", "channelstatistics"),
    *view("reports", "report", "rejectedrow"),
    *view("sync", "metadatasync", "quotaday", "quotaentry"),
]
EDITOR = [
    *VIEWER,
    "videos.change_video",
    "videos.change_short",
    "videos.change_ownershipconflict",
    "videos.undo_changeset",
    "channels_app.change_channel",
]
MONETIZATION_MANAGER = [*EDITOR, "videos.change_monetization", "reports.view_unmergedrow"]
APPROVER = [*VIEWER, "videos.approve_changeset"]
OPERATIONS = [
    *VIEWER,
    "reports.ingest_report",
    "reports.view_unmergedrow",
    *all_of("reports", "subscription"),
    "sync.view_credential",
    *view("procrastinate", "procrastinatejob", "procrastinateevent"),
    "procrastinate.change_procrastinatejob",
]
ADMINISTRATOR = [
    *VIEWER,
    *all_of("auth", "user"),
    *all_of("auth", "group"),
    *all_of("videos", "approvalrule"),
    *all_of("reports", "subscription"),
    "sync.view_credential",
]


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("channels_app", "0003_find_by_handle"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("reports", "0004_digests"),
        ("sync", "0001_sync"),
        ("videos", "0015_rarer_claim_status"),
    ]

    operations = [
        granted(
            {
                "viewer": VIEWER,
                "editor": EDITOR,
                "monetization manager": MONETIZATION_MANAGER,
                "approver": APPROVER,
                "operations": OPERATIONS,
                "administrator": ADMINISTRATOR,
            }
        )
    ]
