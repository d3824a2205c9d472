"""Reports that are recognised and not merged: every row is kept as delivered."""

import re

from reports.merge.base import Counts, Merge
from reports.models import Report

PERIOD = re.compile(r"(?:report_start_date=|[_-])(20\d{4}(?:\d\d)?)(?=[/_.\-]|$)")
ENDING = re.compile(r"(?:_v\d+(?:[-_.]\d+)?)?(?:\.(?:csv|tsv|txt|gz|zip))+$", re.IGNORECASE)


class UnmergedMerge(Merge):
    """Keeps the staged rows of one report. Of two deliveries for one period the one created later counts."""

    noun = "rows"
    of_snapshots = False

    def run(self) -> Counts:
        """Keep the rows and give what that did."""
        self._run("unmerged_drop")
        self.counts.inserted = self._run("unmerged_keep")
        self.counts.videos = 0
        self.counts.warnings.append(
            "Reports of this kind are not merged into the catalogue: their rows are kept as delivered, to be looked at"
            " and downloaded."
        )
        self._settle_which_counts()
        return self.counts

    def _settle_which_counts(self) -> None:
        """Mark the older deliveries for the same period as replaced, or this one, where it is not the newest."""
        report = self._report
        done = Report.objects.filter(kind=report.kind, scope=report.scope, status=Report.Status.COMPLETED)
        same = [other for other in done.exclude(pk=report.pk) if period_of(other) == period_of(report)]
        newest = max([report, *same], key=lambda one: (one.delivered_at, one.pk))
        report.replaced_by = None if newest is report else newest
        Report.objects.filter(pk=report.pk).update(replaced_by=report.replaced_by)
        older = [other.pk for other in same if other is not newest]
        Report.objects.filter(pk__in=older).update(replaced_by=newest)
        if report.replaced_by:
            self.counts.warnings.append(
                f"A later delivery for the same period is held: {newest.name}. That one counts."
            )


def period_of(report: Report) -> tuple[str, str]:
    """Give what a delivery is for: its file's name without version and endings, and the days that its key states."""
    stated = PERIOD.findall(report.key)
    return ENDING.sub("", report.name).casefold(), "–".join(stated) or report.key
