"""The environment of the tests, apart from the developer's own things, whatever `.env` says.

A plugin (`-p` in pytest.ini), since pytest-django reads the settings before any conftest.py.
"""

import gc
import hashlib
import os
import shutil
import signal
from pathlib import Path

gc.set_threshold(100_000, 10, 10)  # as manage.py does
signal.signal(
    signal.SIGINT, signal.default_int_handler
)  # a shell's background job ignores it, and so would our children
for number in (signal.SIGTERM, signal.SIGHUP):  # else they end us at once, and the servers that we have started stay
    if signal.getsignal(number) == signal.SIG_DFL:  # `nohup` ignores the second
        signal.signal(number, signal.default_int_handler)
ROOT = Path(__file__).resolve().parent.parent
MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3


def home() -> Path:
    """Give the folder for what tests keep from run to run: in memory where there is room, since an ingest makes and
    removes hundreds of files."""
    try:
        ours = MEMORY / f"cmsmeta-{os.geteuid()}-{hashlib.sha256(bytes(ROOT)).hexdigest()[:8]}"
        if shutil.disk_usage(MEMORY).free < ROOM:
            return ROOT / "var" / "test"
        ours.mkdir(mode=0o700, exist_ok=True)
        return ours if ours.stat().st_uid == os.geteuid() else ROOT / "var" / "test"
    except OSError:
        return ROOT / "var" / "test"


VAR_DIR = Path(os.environ.get("VAR_DIR") or home()).resolve()
os.environ["VAR_DIR"] = str(VAR_DIR)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
INBOX = VAR_DIR / f"inbox-{WORKER}"  # of the web server under test
os.environ.setdefault("LOG_LEVEL", "WARNING")
OTHERS = ("REPORTS_BUCKET", "AWS_S3_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "BACKUPS_BUCKET")
OTHERS += ("REPORTS_EVENT_SECRET", "REPORTS_QUEUE_URL")
OTHERS += ("YOUTUBE_FETCH_REPORTS", "YOUTUBE_REPORTING_API_URL", "YOUTUBE_HUB_CALLBACK", "YOUTUBE_HUB_URL")
OTHERS += ("YOUTUBE_API_URL", "YOUTUBE_PARTNER_API_URL", "YOUTUBE_SANDBOX")
os.environ |= {"LOCAL": "1", "DEBUG": "0", "DATABASE_POOL": "0", "REDIS_URL": "", **dict.fromkeys(OTHERS, "")}

from cmsmeta.lib import local  # noqa: E402
from cmsmeta.lib.embedded import valkey  # noqa: E402

VALKEY_HOME = VAR_DIR / f"valkey-{WORKER}"
os.environ["REDIS_URL"] = local.socket_url(valkey.socket_of(VALKEY_HOME))
