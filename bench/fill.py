"""Fill a catalogue with so many videos, as a report would have left them: `python -m bench.fill 5000000`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402  after Django is set up

from reports.bulkload import indexes_built_after  # noqa: E402

STATEMENTS = {
    "channels_app_channel": (
        "INSERT INTO channels_app_channel (channel_id, title)"
        " SELECT 'UC' || left(md5(n::text), 22), 'Channel ' || n FROM generate_series(1, 5000) n"
    ),
    "videos_video": (
        "INSERT INTO videos_video (video_id, channel_id, title, category, privacy_status, time_published, video_length,"
        " asset_id, custom_id, isrc, claimed_by_this_owner, effective_policy, as_of, feed_id)"
        # an ID as YouTube's is: eleven of 64 signs
        " SELECT translate(left(encode(sha256(n::text::bytea), 'base64'), 11), '+/', '-_'), 1 + n %% 5000,"
        " 'Song ' || n || ' of ' || md5((n %% 99999)::text), 'Music',"
        " (ARRAY['public', 'public', 'public', 'unlisted', 'private'])[1 + n %% 5],"
        " now() - n * interval '1 minute', 30 + n %% 600, 'A' || (n / 3), 'CU-' || (n / 3),"
        " 'QZ' || lpad(n::text, 10, '0'),"
        " true, (ARRAY['Monetize in all countries', 'Track in all countries'])[1 + n %% 2], now(),"
        " (SELECT id FROM videos_feed) FROM generate_series(1, %(videos)s) n"
    ),
    "videos_videostatistics": (
        "INSERT INTO videos_videostatistics (video_id, views, views_band, comments, as_of)"
        " SELECT video_id, views, cms_views_band(views), comments, now() FROM (SELECT video_id,"
        " (1000000007 / (1 + id * 7919 %% 1000003)) AS views, id %% 999 AS comments FROM videos_video ORDER BY 1) v"
    ),
    "videos_claim": (
        "INSERT INTO videos_claim (claim_id, video_id, asset_id, claim_type, origin, ours, as_of)"
        " SELECT 'C' || id, video_id, asset_id, 'AUDIOVISUAL', 'AUDIO_MATCH', true, now() FROM videos_video"
    ),
    "reports_sighting": (
        "INSERT INTO reports_sighting (feed_id, key, digest)"
        " SELECT (SELECT id FROM videos_feed), video_id, id FROM videos_video ORDER BY video_id"
    ),
}


def main() -> None:
    videos = int(sys.argv[1])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        cursor.execute(
            "INSERT INTO videos_feed (kind, scope, as_of, present) VALUES ('video', 'filled', now(), %s)", [videos]
        )
        for table, statement in STATEMENTS.items():
            with indexes_built_after(cursor, table, rows=videos):
                cursor.execute(statement, {"videos": videos})


if __name__ == "__main__":
    main()
