"""The saved policies of the content owner: staff call them by name, YouTube by ID."""

from collections.abc import Mapping

from sync.models import MetadataSync
from sync.pull.rights import policy_names
from sync.youtube.client import Client


class SavedPolicies:
    """What YouTube has saved, asked for once a run."""

    def __init__(self) -> None:
        self._names: Mapping[str, str] | None = None

    def ask(self, client: Client, sync: MetadataSync) -> Mapping[str, str]:
        """Give policy ID → name."""
        if self._names is None:
            self._names = {policy["id"]: policy.get("name") or "" for policy in client.policies(sync=sync)}
        return self._names

    @property
    def known(self) -> Mapping[str, str]:
        """The same where YouTube was asked in this run; else as the catalogue has it."""
        return policy_names() if self._names is None else self._names

    def id_of(self, name: str) -> str:
        """Give the ID of the only policy of this name, of which nothing is `wrong_with`."""
        [policy] = self._of(name)
        return policy

    def wrong_with(self, name: str) -> str:
        """Tell in a sentence why no policy can be meant by this name; "" where one is."""
        found = self._of(name)
        if not found:
            return f"YouTube has no saved policy of the name “{name}”. Save one there, or choose another policy."
        if len(found) > 1:
            return f"YouTube has {len(found)} saved policies of the name “{name}”: name them differently there."
        return ""

    def _of(self, name: str) -> list[str]:
        return [policy for policy, known in self.known.items() if known == name]
