"""The machinery under every test: a real PostgreSQL, S3 server, Valkey and browser, and the cast of people."""

import os
from pathlib import Path

# Before anything reads the settings: tests keep their things apart from the developer's own.
os.environ.setdefault("VAR_DIR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("LOG_LEVEL", "WARNING")
