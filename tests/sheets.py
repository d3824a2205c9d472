"""Spreadsheets as people handle them: export, change some cells, bring the file back, look, confirm."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from videos.models import Spreadsheet

EXPORT, IMPORT = reverse("admin:videos_video_export"), reverse("admin:videos_video_import")


def exported(client, address="", **asked):
    """The bytes of an export of what the list at `address` shows."""
    response = client.get(EXPORT, {"list": address, "way": "csv", "what": "all", "layout": "ours", **asked})
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def written(rows):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def workbook(*rows):
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def cells_of(content):
    book = load_workbook(io.BytesIO(content))
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]


def bring(client, content, name="songs.csv"):
    """Upload a file; gives what was made of it."""
    if isinstance(content, str):
        content = content.encode()
    page = client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})
    assert page.status_code == 302, page.content.decode()
    return Spreadsheet.objects.order_by("-pk").first()


def look(client, sheet, **query):
    return client.get(reverse("admin:videos_video_spreadsheet", args=[sheet.pk]), query)


def confirm(client, sheet, reason="as agreed", **more):
    data = {"reason": reason, "_confirm": "x", **more}
    return client.post(reverse("admin:videos_video_process_import", args=[sheet.pk]), data, follow=True)


def wrong(sheet):
    """Line → column → sentence."""
    return dict(sheet.listed.filter(errors__isnull=False).values_list("line", "errors"))
