"""The lines that a benchmark prints: each a ratio to bare work of the same run."""

from collections.abc import Iterable
from typing import NamedTuple

from rich.table import Table

MEMORY_MB = 150


class Line(NamedTuple):
    """What was measured, in seconds, against which target; `at_least` turns the target round."""

    what: str
    seconds: float
    ratio: float | None = None
    target: float | None = None
    peak_mb: float | None = None
    note: str = ""
    at_least: bool = False

    @property
    def ok(self) -> bool:
        if self.ratio is not None and self.target is not None:
            fine = self.ratio >= self.target if self.at_least else self.ratio <= self.target
        else:
            fine = True
        return fine and (self.peak_mb or 0) <= MEMORY_MB


def table(title: str, lines: Iterable[Line]) -> Table:
    shown = Table(title=title)
    for name in ("", "seconds", "ratio", "target", "peak MB", ""):
        shown.add_column(name, justify="left" if not name else "right", no_wrap=True)
    for line in lines:
        sign = "≥" if line.at_least else "≤"
        shown.add_row(
            line.what,
            f"{line.seconds:,.1f}" if line.seconds >= 1 else f"{line.seconds:.3f}",
            f"{line.ratio:.1f}" if line.ratio else "",
            f"{sign} {line.target:g}" if line.target else "",
            f"{line.peak_mb:.0f} ≤ {MEMORY_MB}" if line.peak_mb else "",
            _verdict(line),
        )
    return shown


def _verdict(line: Line) -> str:
    if line.target is None and not line.peak_mb:
        return line.note
    return f"{'ok' if line.ok else '[bold red]over[/]'} {line.note}".strip()
