"""The sandbox YouTube: both APIs on this machine, for trying out, for training and for tests."""

import json
import signal
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sync.sandbox import fill
from sync.sandbox.control import credentials
from sync.sandbox.server import Server
from sync.sandbox.service import Sandbox
from sync.sandbox.state import OWNER, State, load

SAVE_SECONDS = 2.0


class Command(BaseCommand):
    help = "Run the sandbox YouTube until Ctrl-C. It begins with the videos of the samples."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=0, help="default: one that is free")
        parser.add_argument("--state", type=Path, metavar="FILE", help="keep what it holds in FILE, and begin with it")
        parser.add_argument("--fill", type=int, metavar="N", help="begin with about N invented videos")
        parser.add_argument("--latency-ms", type=float, default=0, metavar="MS", help="answer so much later")
        parser.add_argument("--credentials", type=Path, metavar="FILE", help="write what signs in to it into FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
        sandbox = Sandbox(begun(options["state"], options["fill"]))
        sandbox.latency = options["latency_ms"] / 1000
        try:
            server = Server(sandbox, options["port"])
        except (OSError, OverflowError) as error:
            raise CommandError(f"Port {options['port']} cannot be had ({error}). Choose another one.") from None
        if options["credentials"]:
            options["credentials"].write_text(json.dumps(credentials(server.url), indent=1))
        self.stdout.write(
            f"The sandbox YouTube is at {server.url}, with {len(sandbox.state.videos)} videos of {OWNER}."
        )
        self.stdout.flush()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            keep(sandbox, options["state"])
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        finally:
            server.server_close()
            if options["state"]:
                with sandbox.lock:
                    sandbox.state.save(options["state"])


def begun(kept: Path | None, size: int | None) -> State:
    """What the sandbox begins with: what it kept, else so many invented videos, else those of the samples."""
    if kept and kept.exists():
        try:
            return load(kept)
        except (ValueError, TypeError):
            raise CommandError(f"{kept} holds no sandbox. Name another file, or remove it to begin anew.") from None
    return fill.of_size(size) if size else fill.harbour()


def keep(sandbox: Sandbox, path: Path | None) -> None:
    """Save what was altered every few seconds, until somebody asks for the end."""
    saved, pause = -1, SAVE_SECONDS
    while True:
        if path and saved != sandbox.state.changed:
            began = time.monotonic()
            with sandbox.lock:
                saved = sandbox.state.changed
                sandbox.state.save(path)
            # A large state takes long to write, and nobody is answered meanwhile.
            pause = max(SAVE_SECONDS, 20 * (time.monotonic() - began))
        time.sleep(pause)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
