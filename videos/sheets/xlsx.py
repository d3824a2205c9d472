"""XLSX as a stream: each sheet goes out while it is written, and nothing is kept, however many rows there are.

openpyxl and XlsxWriter both write a file to the end before its first byte can be sent: a million rows take minutes,
and no proxy waits for them. Cells are text, never formulas, in columns that a spreadsheet does not reinterpret.
"""

from collections.abc import Generator, Iterable
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

MOST_ROWS = 1_048_576  # of a sheet, the header included
MOST_BYTES = 1_500_000_000  # of a sheet: beyond two gigabytes Excel wants another form of archive
MOST_LETTERS = 32_767  # of a cell
CHUNK = 256 * 1024
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

CONTENT_TYPES = (
    f'{XML}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/></Types>'
)
RELATIONS = (
    f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
# Style 1 is text (49 is Excel's number of "@"), 2 the header.
STYLES = (
    f'{XML}<styleSheet xmlns="{SPREADSHEET}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
HEAD = (
    f'{XML}<worksheet xmlns="{SPREADSHEET}"><dimension ref="A1"/><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<cols><col min="1" max="{columns}" width="18" style="1" customWidth="1"/></cols><sheetData>'
)
FOOT = "</sheetData></worksheet>"
BLANK = """'<c s="1"/>'"""


def text_cell(text: str) -> str:
    """SQL that writes a text as a cell. What is too long for a cell is left blank: half of it would be a lie."""
    clean = f"translate({text}, {_NO_XML}, '')"
    escaped = f"replace(replace(replace({clean}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
    # Few texts have anything to escape, and one look is quicker than four replacements.
    safe = f"CASE WHEN {text} ~ ('[&<>' || {_NO_XML} || ']') THEN {escaped} ELSE {text} END"
    blank = f"{text} IS NULL OR {text} = '' OR length({text}) > {MOST_LETTERS}"
    return f"CASE WHEN {blank} THEN {BLANK} ELSE {plain_cell(safe)} END"


def plain_cell(text: str) -> str:
    """SQL that writes a text as a cell which needs no look: yes, no, a time."""
    return f"""coalesce('<c s="1" t="inlineStr"><is><t xml:space="preserve">' || {text} || '</t></is></c>', {BLANK})"""


def number_cell(number: str) -> str:
    """SQL that writes a number as a cell."""
    return f"coalesce('<c><v>' || {number} || '</v></c>', '<c/>')"


_NO_XML = "E'" + "".join(f"\\x{code:02x}" for code in range(1, 32) if code not in (9, 10, 13)) + "\\ufffe\\uffff'"


def workbook(header: list[str], rows: Iterable[str]) -> Generator[bytes, None, None]:
    """Give an XLSX file of `rows`, each of them the XML of its cells; as many sheets as they need."""
    out = _Out()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("xl/styles.xml", STYLES)
        sheets, waiting = 0, iter(rows)
        more = True
        while more:
            sheets += 1
            more = yield from _sheet(archive, out, sheets, header, waiting)
        archive.writestr("xl/workbook.xml", _workbook(sheets))
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(sheets))
    yield out.take()


class _Out:
    """Where the archive is written to, and taken from as it grows."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def _sheet(
    archive: ZipFile, out: _Out, number: int, header: list[str], rows: Iterable[str]
) -> Generator[bytes, None, bool]:
    """Write a sheet, and tell whether it is full."""
    names = "".join(f'<c s="2" t="inlineStr"><is><t>{escape(name)}</t></is></c>' for name in header)
    parts = [HEAD.format(columns=max(1, len(header))), f"<row>{names}</row>"]
    written, waiting, count, full = 0, 0, 1, False
    with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as file:
        for row in rows:
            parts.append(f"<row>{row}</row>")
            count += 1
            waiting += len(row)
            if waiting > CHUNK:
                written += file.write("".join(parts).encode())
                parts, waiting = [], 0
                yield out.take()
            if count == MOST_ROWS or written > MOST_BYTES:
                full = True
                break
        file.write("".join([*parts, FOOT]).encode())
    yield out.take()
    return full


def _workbook(sheets: int) -> str:
    listed = "".join(f'<sheet name="Videos {n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, sheets + 1))
    return f'{XML}<workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'


def _relations(sheets: int) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    styles = f'<Relationship Id="rId{sheets + 1}" Type="{OFFICE}/styles" Target="styles.xml"/>'
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{listed}{styles}</Relationships>'
