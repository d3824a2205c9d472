"""Three kinds of failure, each with another remedy."""


class ReportError(Exception):
    """The file itself cannot be taken. Its sentence tells a person why and what to do; the next report goes on."""


class TransientError(Exception):
    """The storage or the database failed in passing: the report stays pending and is tried again."""


class ConfigError(Exception):
    """Nothing can work until somebody mends the configuration."""


class Superseded(Exception):
    """The object was replaced or removed before it was read; the newer delivery is a report of its own."""


class Cancelled(Exception):
    """A person asked for the report to stop."""


class LeaseLost(Exception):
    """Another worker has this report: it is taken, or ours was silent too long."""


class SeveralReports(Exception):
    """The file is an archive of several reports; each of its `members` is a report of its own."""

    def __init__(self, members: list[str]) -> None:
        super().__init__(f"The archive holds {len(members)} reports.")
        self.members = members
