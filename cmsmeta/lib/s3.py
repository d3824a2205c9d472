"""The storage of files in S3, which gives a server that does not answer up within minutes."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

# Seconds; boto3 waits a minute for each, and tries five times: nobody looks at a page for so long.
PATIENCE = Config(connect_timeout=5, read_timeout=30)


class Storage(S3Storage):
    """django-storages' own, with our patience."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.client_config = self.client_config.merge(PATIENCE)
