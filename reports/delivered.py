"""One delivery, and what its name and place tell of it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reports.kinds import KINDS

PACIFIC = ZoneInfo("America/Los_Angeles")  # YouTube's day
STATED_DAY = re.compile(r"(?:report_start_date=|[_-])(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?=[/_.\-]|$)")


@dataclass(frozen=True)
class Delivery:
    """One version of one object, or a member of it where it is an archive of several. `size` is in bytes as stored."""

    bucket: str
    key: str
    etag: str
    size: int
    delivered_at: datetime
    version_id: str = ""
    member: str = ""

    @property
    def scope(self) -> str:
        """The CMS that a full snapshot lists, as the file's name tells; empty where the name is not YouTube's."""
        name = (self.member or self.key).rsplit("/", 1)[-1]
        for kind in KINDS:
            if match := kind.file_name.match(name):
                return match["cms"]
        return ""

    @property
    def as_of(self) -> datetime:
        """The moment the report speaks of: the end of the Pacific day that its key states, else its delivery."""
        if match := STATED_DAY.search(self.member) or STATED_DAY.search(self.key):
            try:
                day = date(*map(int, match.groups())) + timedelta(days=1)
            except ValueError:  # a 30th of February is no date
                return self.delivered_at
            return min(datetime.combine(day, time(), PACIFIC).astimezone(UTC), self.delivered_at)
        return self.delivered_at


def is_hidden(name: str) -> bool:
    """Whether a key or a path is none to be taken: a folder, or a file that is hidden or still being written."""
    last = name.rsplit("/", 1)[-1]
    return not last or last.startswith(".")
