"""The project's settings, with passwords that are quick to check."""

from cmsmeta.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# No test waits, and a small quota is spent to its end.
YOUTUBE_PAUSE_SECONDS = 0
YOUTUBE_RESERVED_UNITS = 0
