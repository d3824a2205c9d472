"""Files as Google hands them out, for the sandbox, and how a person signs in there."""

import json
import urllib.request
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import call_command

from sync.sandbox.oauth import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN

ADDRESS = "robot@harbour.iam.gserviceaccount.com"


def user_file(door, **more):
    told = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "refresh_token": REFRESH_TOKEN}
    return {"type": "authorized_user", **told, "token_uri": f"{door.url}/token", **more}


def client_file(door, kind="installed"):
    told = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "project_id": "harbour"}
    return {kind: {**told, "auth_uri": f"{door.url}/o/oauth2/v2/auth", "token_uri": f"{door.url}/token"}}


@cache
def private_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - quick, and for one test
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(*pem).decode()


def robot_file(door):
    told = {"client_email": ADDRESS, "private_key": private_key(), "token_uri": f"{door.url}/token"}
    return {"type": "service_account", "project_id": "harbour", "private_key_id": "1", **told}


def bring(tmp_path, told, *words):
    """Import a file by the command."""
    file = tmp_path / "file.json"
    file.write_text(told if isinstance(told, str) else json.dumps(told))
    call_command("youtube_credentials", "import", str(file), *words)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def agree(url):
    """Go to the sandbox's sign-in page, which agrees; gives the address that it sends the browser to."""
    try:
        urllib.request.build_opener(NoRedirect).open(url, timeout=5)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"]
    raise AssertionError("the sign-in page sent the browser nowhere")
