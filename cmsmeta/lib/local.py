"""What a machine without a configuration needs: a kept secret, and socket paths short enough to bind."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

# sun_path holds 108 bytes on Linux and 104 on macOS.
MAX_SOCKET_PATH = 100


def secret_key(path: Path) -> str:
    """Give the secret kept in `path`, making it (readable by its owner alone) the first time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def socket_path(directory: Path, name: str) -> Path:
    """Give a path for a unix socket in `directory`, or a stand-in under the temporary folder where that is too long."""
    path = directory / name
    if len(os.fsencode(path)) <= MAX_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"cmsmeta-{digest}-{name}"
