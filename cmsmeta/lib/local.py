"""What a machine without a configuration needs: a kept secret, and folders whose socket paths are short enough."""

import base64
import hashlib
import os
import re
import secrets
from pathlib import Path
from urllib.parse import quote

# sun_path holds 108 bytes on Linux and 104 on macOS; the longest name put into such a folder has 14.
MAX_SOCKET_DIRECTORY = 85
# libpq takes a comma in a host for a list of hosts.
AWKWARD = re.compile(r"[,'\"\\]")


def secret_key(path: Path) -> str:
    """Give the secret kept in `path`, making it (readable by its owner alone) the first time."""
    kept = kept_text(path)
    return kept if kept is not None else keep_text(path, secrets.token_urlsafe(64))


def credential_key(path: Path) -> str:
    """Give the key kept in `path` that encrypts credentials, making it the first time."""
    kept = kept_text(path)
    return kept if kept is not None else keep_text(path, base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


def kept_text(path: Path) -> str | None:
    """Give what `keep_text` has put into `path`; None where nothing is."""
    try:
        return path.read_text().strip() or None
    except FileNotFoundError:
        return None


def keep_text(path: Path, text: str) -> str:
    """Keep `text` in `path`, readable by its owner alone; give what is there, which an earlier caller may have put."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    made.touch(mode=0o600)
    made.write_text(text)
    try:
        # A link is made whole or not at all, so that nobody ever reads half a secret.
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return path.read_text().strip()


def socket_directory(home: Path) -> Path:
    """Give a folder for the sockets of the server at `home`: that folder, or a stand-in where its path will not do."""
    if len(os.fsencode(home)) <= MAX_SOCKET_DIRECTORY and not AWKWARD.search(str(home)):
        return home
    # Not the temporary folder of the environment: two processes must find the same one.
    return Path("/tmp") / f"cmsmeta-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"  # noqa: S108


def private_directory(path: Path, owner: int) -> None:
    """Make the folder `path` for user number `owner` alone; PermissionError where somebody else has made it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_uid not in (owner, os.geteuid()) or path.is_symlink():
        raise PermissionError(f"{path} belongs to somebody else. Remove it, or set VAR_DIR to a shorter path.")
    if os.geteuid() == 0:
        os.chown(path, owner, -1)


def socket_url(path: Path) -> str:
    """Give the address of a Redis protocol server on the socket at `path`."""
    return f"unix://{quote(str(path))}"
