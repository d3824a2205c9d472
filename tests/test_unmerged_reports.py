"""Reports that are recognised and not merged: every row is kept as delivered, and says so."""

import pytest

from reports.models import Report, UnmergedRow
from samples.layouts import CLAIM_RAW, FINANCE_LAYOUTS, REFERENCE
from tests.ingesting import deliver, ingest

pytestmark = pytest.mark.django_db(transaction=True)

MONEY = "YouTube_harbour_M_20250601_20250630_claim_raw_v1-1.csv"
FERRY = "ferryferry1"


def csv(columns, *rows):
    return "".join(f"{','.join(line)}\n" for line in [columns, *rows])


def cells(columns, **given):
    return [given.get(name, "") for name in columns]


def money(folder, *amounts, day=0, name=MONEY):
    rows = [cells(CLAIM_RAW, **{"Video ID": FERRY, "Country": "FO", "Partner Revenue": amount}) for amount in amounts]
    [told] = ingest(deliver(folder, name, csv(CLAIM_RAW, *rows), day=day))
    return told, Report.objects.get(pk=told["report"])


def test_every_row_is_kept_and_the_account_says_that_nothing_was_merged(tmp_path):
    told, report = money(tmp_path, "1.50", "2.50")
    assert (told["kind"], told["status"], told["rows_read"], told["inserted"]) == ("finance", "completed", 2, 2)
    assert "not merged" in told["warnings"][0]
    rows = UnmergedRow.objects.filter(report=report).order_by("line")
    assert [(row.key, row.facts.split("\x1f")[2], row.facts.split("\x1f")[25]) for row in rows] == [
        (FERRY, "FO", "1.50"),
        (FERRY, "FO", "2.50"),
    ]


@pytest.mark.parametrize(
    ("name", "columns", "kind"),
    [
        ("YouTube_harbour_F_20250701.csv", REFERENCE, "reference"),
        *(
            (
                f"YouTube_harbour_M_20250601_20250630_{name}_v1-1.csv",
                columns,
                "shorts" if "shorts" in name else "finance",
            )
            for name, columns in FINANCE_LAYOUTS.items()
        ),
        ("money.csv", ("Asset ID", "Country", "Owned Views", "Partner Revenue"), "finance"),
        ("tax.csv", ("AdSense Earnings Month", "Channel ID", "Total Revenue", "Tax Withheld Amount"), "finance"),
    ],
)
def test_each_layout_is_told_from_its_header(tmp_path, name, columns, kind):
    title = "Monthly report of harbour\n"
    [told] = ingest(deliver(tmp_path, name, title + csv(columns, ["x"] * len(columns), ["y"])))
    counts = ("rows_read", "inserted", "rejected")
    assert (told["kind"], told["status"], *(told[count] for count in counts)) == (kind, "completed", 2, 1, 1)


@pytest.mark.parametrize("days", [(0, 1), (1, 0)])
def test_of_two_deliveries_for_one_period_the_later_one_counts(tmp_path, days):
    reports = {day: money(tmp_path, f"{day}.00", day=day)[1] for day in days}
    for report in reports.values():
        report.refresh_from_db()
    assert (reports[0].replaced_by, reports[1].replaced_by) == (reports[1], None)
    assert UnmergedRow.objects.count() == 2, "nothing is lost"


def test_another_month_replaces_nothing(tmp_path):
    money(tmp_path, "1", day=0)
    money(tmp_path, "1", day=1, name=MONEY.replace("202506", "202507"))
    assert not Report.objects.filter(replaced_by__isnull=False).exists()


def test_a_report_that_is_taken_again_keeps_its_rows_once(tmp_path):
    path = deliver(tmp_path, MONEY, csv(CLAIM_RAW, cells(CLAIM_RAW, **{"Video ID": FERRY})))
    for _ in range(2):
        [told] = ingest(path, "--force")
    assert (told["inserted"], UnmergedRow.objects.count()) == (1, 1)
