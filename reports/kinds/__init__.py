"""The kinds of report that we take. A new kind is one module here and an entry in `KINDS`."""

from collections.abc import Sequence

from reports.kinds.asset import ASSET_REPORT
from reports.kinds.base import Kind, Layout, lay_out, normalise
from reports.kinds.video import VIDEO_REPORT

KINDS: tuple[Kind, ...] = (VIDEO_REPORT, ASSET_REPORT)


def recognise(cells: Sequence[str]) -> Layout | None:
    """Tell the kind of report from the cells of a header, or None where they are no header that we know."""
    names = {normalise(cell) for cell in cells}
    for kind in KINDS:
        columns = {kind.by_header[name].name for name in names if name in kind.by_header}
        if kind.key in columns and columns & kind.recognised_by:
            return lay_out(kind, cells)
    return None


def lacks_key(cells: Sequence[str]) -> Kind | None:
    """Give the kind whose header this would be if it had the key column, or None."""
    names = {normalise(cell) for cell in cells}
    for kind in KINDS:
        columns = {kind.by_header[name].name for name in names if name in kind.by_header}
        if kind.key not in columns and len(columns & kind.recognised_by) >= 2:
            return kind
    return None


__all__ = ["KINDS", "Kind", "Layout", "lacks_key", "recognise"]
