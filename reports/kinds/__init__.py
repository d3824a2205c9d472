"""The kinds of report that we take. A new kind is one module here and an entry in `KINDS`."""

from collections.abc import Sequence

from reports.kinds.asset import ASSET_REPORT
from reports.kinds.base import Kind, Layout, lay_out, normalise
from reports.kinds.claim import CLAIM_REPORT
from reports.kinds.conflict import CONFLICT_REPORT
from reports.kinds.finance import FINANCE_REPORTS
from reports.kinds.reference import REFERENCE_REPORT
from reports.kinds.shorts import SHORTS_REPORT
from reports.kinds.video import VIDEO_REPORT

# Of several that fit a header equally well, the first is taken.
KINDS: tuple[Kind, ...] = (
    VIDEO_REPORT,
    ASSET_REPORT,
    CLAIM_REPORT,
    CONFLICT_REPORT,
    REFERENCE_REPORT,
    SHORTS_REPORT,
    *FINANCE_REPORTS,
)
UNMERGED = frozenset(kind.name for kind in KINDS if not kind.merged)
HINT = 2  # columns that a fitting file name outweighs


def recognise(cells: Sequence[str], name: str = "") -> Layout | None:
    """Tell the kind of report from the cells of a header, or None where they are no header that we know.

    Reports share columns: the kind that knows most of them is meant. The file's name is a hint where it is close.
    """
    names = {normalise(cell) for cell in cells}
    best: tuple[int, Kind] | None = None
    for kind in KINDS:
        columns = _known(kind, names)
        if not columns & kind.recognised_by:
            continue
        score = len(columns) + (HINT if kind.file_name.match(name) else 0)
        if best is None or score > best[0] or (score == best[0] and best[1].key not in _known(best[1], names)):
            best = score, kind
    if best is None or best[1].key not in _known(best[1], names):
        return None
    return lay_out(best[1], cells)


def lacks_key(cells: Sequence[str]) -> Kind | None:
    """Give the kind whose header this would be if it had the key column, or None."""
    names = {normalise(cell) for cell in cells}
    lacking = [kind for kind in KINDS if kind.key not in _known(kind, names)]
    closest = max(lacking, key=lambda kind: len(_known(kind, names)), default=None)
    return closest if closest and len(_known(closest, names) & closest.recognised_by) >= 2 else None


def _known(kind: Kind, names: set[str]) -> set[str]:
    """The columns of the kind that are among the names."""
    return {kind.by_header[name].name for name in names if name in kind.by_header}


__all__ = ["KINDS", "UNMERGED", "Kind", "Layout", "lacks_key", "recognise"]
