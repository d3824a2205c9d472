"""The credentials with which YouTube is asked: imported, signed in, listed, encrypted anew, taken back."""

import sys
import webbrowser
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sync.credentials import console, files, sign_in, states, stored
from sync.models import Credential
from sync.youtube.errors import YouTubeError

WAIT_SECONDS = 300
NAMED = f"name of the credential (default: {stored.NAME})"
COLUMNS = ["name", "kind", "state", "account", "content owner", "renewed (UTC)"]


class Command(BaseCommand):
    help = "Look after the credentials with which YouTube is asked. They are kept encrypted by CREDENTIAL_KEYS."
    requires_system_checks: list[str] = []  # they load every page

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        act = acts.add_parser("import", help="keep what a file holds that Google hands out, instead of what was there")
        act.add_argument("file", type=Path, metavar="FILE", help=files.KINDS)
        act.add_argument("--name", default=stored.NAME, help=NAMED)
        act.add_argument("--content-owner", metavar="ID", help="whom it is for (default: YOUTUBE_CONTENT_OWNER)")
        act = acts.add_parser("authorize", help="sign in with Google by an OAuth client that was imported")
        act.add_argument("--name", default="", help="which credential, where there are several")
        act.add_argument("--no-browser", action="store_true", help="print the address, and read what comes of it")
        act.add_argument("--port", type=int, default=0, help="where the browser comes back to (default: a free one)")
        acts.add_parser("list", help="show each credential with its state, and nothing secret")
        acts.add_parser("rotate-keys", help="encrypt all anew by the first key of CREDENTIAL_KEYS")
        act = acts.add_parser("revoke", help="have Google forget a sign-in, and forget it here")
        act.add_argument("name", metavar="NAME")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        acts: dict[str, Callable[..., None]] = {
            "import": self.take_in,
            "authorize": self.authorize,
            "list": self.show,
            "rotate-keys": self.rotate_keys,
            "revoke": self.revoke,
        }
        try:
            acts[act](**options)
        except (files.BadFile, sign_in.NotSignedIn, YouTubeError) as error:
            raise CommandError(str(error), returncode=2) from None

    def take_in(self, *, file: Path, name: str, content_owner: str | None, **options: Any) -> None:
        owner = settings.YOUTUBE_CONTENT_OWNER if content_owner is None else content_owner
        if not name.strip():
            raise CommandError("A credential needs a name.", returncode=2)
        credential = stored.keep(name.strip(), files.read(file), content_owner=owner)
        self.stdout.write(f"Kept as “{credential.name}” ({credential.get_kind_display()}), encrypted. Remove {file}.")
        if credential.state == states.State.NEEDS_SIGN_IN:
            self.stdout.write(f"Now sign in: {stored.WHERE} authorize, or in the admin under Credentials.")
        elif error := stored.check(credential.pk, credential.name):
            raise error
        else:
            self.tell(credential)

    def authorize(self, *, name: str, no_browser: bool, port: int, **options: Any) -> None:
        credential = stored.chosen(name, states.Kind.OAUTH)
        signed_in = self.by_hand(credential) if no_browser else self.by_browser(credential, port)
        self.tell(signed_in)

    def by_hand(self, credential: Credential) -> Credential:
        begun = sign_in.begin(credential, console.NOWHERE)
        self.stdout.write(
            f"Open this address in any browser, and agree:\n\n{begun.url}\n\n"
            "The browser then finds no page. Paste the address that it shows, or the code in it:"
        )
        self.stdout.flush()
        code = console.code_of(sys.stdin.readline().strip(), begun.state)
        return sign_in.finish(credential.pk, credential.name, code, begun.verifier, console.NOWHERE)

    def by_browser(self, credential: Credential, port: int) -> Credential:
        try:
            landing = console.Landing(port)
        except (OSError, OverflowError) as error:
            raise CommandError(f"Port {port} cannot be had ({error}). Choose another one.", returncode=2) from None
        with landing:
            begun = sign_in.begin(credential, landing.url)
            self.stdout.write(f"Agree in the browser on this machine. If none opens, go to:\n\n{begun.url}\n")
            self.stdout.flush()
            webbrowser.open(begun.url)
            code = console.code_of(landing.wait(WAIT_SECONDS), begun.state)
            return sign_in.finish(credential.pk, credential.name, code, begun.verifier, landing.url)

    def show(self, **options: Any) -> None:
        every = list(Credential.objects.defer("secret").order_by("name"))
        if not every:
            self.stdout.write(stored.NONE_YET)
            return
        rows = [COLUMNS] + [_cells(credential) for credential in every]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        for credential in every:
            if credential.error:
                self.stdout.write(f"{credential.name}: {credential.error}")

    def rotate_keys(self, **options: Any) -> None:
        number = stored.rotate_keys()
        self.stdout.write(f"{number} encrypted by the first key. The other keys may go from CREDENTIAL_KEYS.")

    def revoke(self, *, name: str, **options: Any) -> None:
        credential = stored.chosen(name)
        if error := stored.revoke(credential.pk, credential.name):
            raise error
        credential.refresh_from_db(fields=["error"])
        self.stdout.write(f"“{name}” signs in no more. {credential.error}")

    def tell(self, credential: Credential) -> None:
        credential.refresh_from_db(fields=["error", "account"])
        whose = f" as {credential.account}" if credential.account else ""
        self.stdout.write(f"“{credential.name}” signs in{whose}. {credential.error}".rstrip())


def _cells(credential: Credential) -> list[str]:
    renewed = f"{credential.refreshed_at:%Y-%m-%d %H:%M}" if credential.refreshed_at else "never"
    kind, state = credential.get_kind_display(), credential.get_state_display()
    return [credential.name, kind, state, credential.account or "-", credential.content_owner or "any", renewed]
