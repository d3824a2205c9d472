"""Spreadsheets beside the list of videos: export of what it shows, and import with every change shown beforehand.

The addresses are called as django-import-export calls them. Its own pages read a file whole and ask the database for
each row, so that the workflow behind these is `videos.sheets`.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cmsmeta.lib import late
from cmsmeta.lib.cells import change_url
from cmsmeta.lib.downloads import download
from videos.admin.bulk import LIST, ReasonForm, selection_of, tell_outcome
from videos.admin.columns import chosen_columns
from videos.admin.diff import CHANGES, ERRORS, SKIPPED, page_of
from videos.approvals import CHANGE_VIDEO, permissions_for, rule_for
from videos.bulk.selection import Selection
from videos.models import Spreadsheet
from videos.queue import may_answer, request_discard, request_import, request_reading
from videos.sheets.columns import COLUMNS, EDITABLE
from videos.sheets.errors import errors_chunks
from videos.sheets.export import Export, csv_chunks, xlsx_chunks
from videos.sheets.layouts import TEMPLATES, Layout
from videos.sheets.xlsx import MOST_ROWS

formats = late.module("import_export.formats.base_formats")  # and openpyxl with it

EXPORT = "videos.export_spreadsheet"
ROUND_IT = 64 * 1024  # bytes of a request that are not the file's
RECENT = 10
# Columns of the list that are called otherwise in a file, or are several there.
IN_A_FILE = {
    "name": ("video_id", "title"),
    "channel_name": ("channel_title",),
    "privacy": ("privacy_status",),
    "policy": ("effective_policy",),
    "published": ("time_published",),
    "length": ("video_length",),
    "artists": ("artist",),
    "genres": ("genre",),
    "asset": ("asset_id",),
    "claims": ("claimed_by_this_owner", "other_owners_claiming"),
    "care": ("administered",),
    "last_told": ("as_of",),
}


class ExportForm(forms.Form):
    what = forms.ChoiceField(
        label="Columns",
        choices=[
            ("list", "those of my list"),
            ("edit", "what can be edited"),
            ("all", "all"),
        ],
        initial="list",
    )
    columns = forms.MultipleChoiceField(
        label="", required=False, choices=[(name, name) for name in COLUMNS], widget=forms.CheckboxSelectMultiple
    )
    layout = forms.ChoiceField(
        choices=[
            (Layout.OURS.value, "our own: it can be imported again"),
            *((layout.value, template.label) for layout, template in TEMPLATES.items()),
        ],
        initial=Layout.OURS.value,
        help_text="YouTube's templates have columns of their own and hold what YouTube reads: upload them as they are.",
    )
    way = forms.ChoiceField(
        label="File",
        choices=[("csv", "CSV"), ("csv-excel", "CSV that Excel opens by itself (UTF-8 with a mark)"), ("xlsx", "XLSX")],
        initial="csv",
        help_text=f"A sheet of XLSX holds {MOST_ROWS:,} rows: more of them go on in further sheets.",
    )

    def chosen(self, shown: list[str]) -> tuple[str, ...]:
        """Give the columns of the file; `shown` are those of the person's list."""
        what, ticked = self.cleaned_data["what"], self.cleaned_data["columns"]
        if ticked:
            names = {"video_id", *ticked}
        elif what == "edit":
            names = {"video_id", "asset_id", *(column.name for column in EDITABLE)}
        elif what == "all":
            names = set(COLUMNS)
        else:
            names = {name for column in shown for name in IN_A_FILE.get(column, (column,))}
        return tuple(name for name in COLUMNS if name in names)


class ImportForm(forms.Form):
    file = forms.FileField(label="Spreadsheet", help_text="CSV in UTF-8, with commas, semicolons or tabs; or XLSX.")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.SPREADSHEET_MAX_BYTES:
            raise forms.ValidationError(too_large())
        return file


def too_large() -> str:
    """Give the sentence for a file above the limit."""
    return f"The file is larger than {filesizeformat(settings.SPREADSHEET_MAX_BYTES)}. Split it into several."


class SpreadsheetPages:
    """The part of the admin of videos that takes and gives spreadsheets."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("export/", view(self.export_view), name=f"{LIST}_export"),
            path("import/", view(self.import_view), name=f"{LIST}_import"),
            path("import/<int:pk>/", view(self.spreadsheet_view), name=f"{LIST}_spreadsheet"),
            path("import/<int:pk>/errors.csv", view(self.errors_view), name=f"{LIST}_spreadsheet_errors"),
            path("import/<int:pk>/do/", view(require_POST(self.confirm_view)), name=f"{LIST}_process_import"),
            *super().get_urls(),
        ]

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(EXPORT)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        offered = {
            "has_export_permission": self.has_export_permission(request),
            "has_import_permission": request.user.has_perm(CHANGE_VIDEO),
        }
        return super().changelist_view(request, {**offered, **(extra_context or {})})

    # Out ----------------------------------------------------------------------------------------------
    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """Ask for the columns and the kind of file, and give it."""
        if not (self.has_view_permission(request) and self.has_export_permission(request)):
            raise PermissionDenied
        address = request.GET if request.GET.keys() & {"list", "ids"} else QueryDict("list=")
        selection = selection_of(address)
        error = _wrong(selection)
        asked = request.GET if "way" in request.GET else None
        form = ExportForm(asked, initial={"layout": request.GET.get("layout", Layout.OURS)})
        if asked and form.is_valid() and not error:
            return _exported(request, selection, form)
        kept = [(name, address[name]) for name in ("list", "ids") if name in address]
        notes = [(template.label, template.note) for template in TEMPLATES.values()]
        context = {"form": form, "selection": selection, "kept": kept, "error": error, "templates": notes}
        if not error:
            context["number"] = selection.number()
        return self._sheet_page(request, "export", "Export videos", context | {"address": _list_address(selection)})

    # In -----------------------------------------------------------------------------------------------
    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file in, and lead to what it would change."""
        self._only_importers(request)
        length = request.headers.get("Content-Length", "")
        refused = length.isdecimal() and int(length) > settings.SPREADSHEET_MAX_BYTES + ROUND_IT
        sent = request.method == "POST" and not refused
        form = ImportForm(request.POST, request.FILES) if sent else ImportForm()
        if sent and form.is_valid():
            file = form.cleaned_data["file"]
            sheet = request_reading(file.name, file.read(), by=request.user)
            return HttpResponseRedirect(reverse(f"admin:{LIST}_spreadsheet", args=[sheet.pk]))
        recent = Spreadsheet.objects.filter(uploaded_by=request.user).defer("content").order_by("-pk")[:RECENT]
        context = {
            "form": form,
            "error": too_large() if refused else "",
            "limit": settings.SPREADSHEET_MAX_BYTES,
            "most": settings.SPREADSHEET_MAX_ROWS,
            "recent": recent,
        }
        return self._sheet_page(request, "import", "Import a spreadsheet", context, status=413 if refused else 200)

    def spreadsheet_view(self, request: HttpRequest, pk: int, reason: ReasonForm | None = None) -> HttpResponse:
        """Show what the rows of a spreadsheet would change, or what is wrong with them, a page at a time."""
        sheet = self._sheet(request, pk)
        shown = request.GET.get("show", "")
        if shown not in (CHANGES, ERRORS, SKIPPED):
            shown = ERRORS if sheet.refused and not sheet.changing else CHANGES
        context = {
            "sheet": sheet,
            "shown": shown,
            "page": page_of(sheet, shown, request.GET.get("after", "")),
            "reason": reason or ReasonForm(),
            "rule": rule_for(sheet.fields, sheet.videos, sheet.irreversible) if sheet.fields else None,
            "may_answer": may_answer(sheet, request.user) and request.user.has_perm(CHANGE_VIDEO),
            "may_confirm": all(map(request.user.has_perm, permissions_for(sheet.fields) | {CHANGE_VIDEO})),
        }
        return self._sheet_page(request, "spreadsheet", f"Import {sheet.name}", context)

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have done what a spreadsheet asks for, or discard it."""
        self._only_importers(request)
        sheet = self._sheet(request, pk)
        if not may_answer(sheet, request.user):
            raise PermissionDenied
        if "_discard" in request.POST:
            if request_discard(sheet, by=request.user):
                messages.success(request, "It is discarded: nothing was changed.")
            return HttpResponseRedirect(reverse(f"admin:{LIST}_import"))
        reason = ReasonForm(request.POST)
        if not reason.is_valid():
            return self.spreadsheet_view(request, pk, reason)
        try:
            change_set = request_import(sheet, by=request.user, reason=reason.cleaned_data["reason"])
        except ValueError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse(f"admin:{LIST}_spreadsheet", args=[pk]))
        tell_outcome(request, change_set)
        if not request.user.has_perm("videos.view_changeset"):
            return HttpResponseRedirect(reverse(f"admin:{LIST}_spreadsheet", args=[pk]))
        return HttpResponseRedirect(change_url(change_set))

    def errors_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Give the rows that have an error, each with the reason, to be mended and uploaded again."""
        sheet = self._sheet(request, pk)
        return download(request, errors_chunks(sheet), f"errors of {sheet.name}.csv", "text/csv; charset=utf-8")

    def _only_importers(self, request: HttpRequest) -> None:
        if not (self.has_view_permission(request) and request.user.has_perm(CHANGE_VIDEO)):
            raise PermissionDenied

    def _sheet(self, request: HttpRequest, pk: int) -> Spreadsheet:
        """Give a spreadsheet to who brought it, and to who may see change sets: an approver looks at it, too."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = Spreadsheet.objects.defer("content").select_related("uploaded_by", "change_set")
        sheet = get_object_or_404(rows, pk=pk)
        if sheet.uploaded_by_id != request.user.pk and not request.user.has_perm("videos.view_changeset"):
            raise PermissionDenied
        return sheet

    def _sheet_page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        base = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/videos/video/{name}.html", {**base, **context}, status=status)


def _exported(request: HttpRequest, selection: Selection, form: ExportForm) -> StreamingHttpResponse:
    layout, way = Layout(form.cleaned_data["layout"]), form.cleaned_data["way"]
    export = Export(selection, form.chosen(chosen_columns(request.user)), layout)
    kind = formats.XLSX() if way == "xlsx" else formats.CSV()
    chunks = xlsx_chunks(export) if way == "xlsx" else csv_chunks(export, bom=way == "csv-excel")
    stem = "videos" if layout is Layout.OURS else f"youtube {layout.value} update"
    name = f"{stem} {timezone.now():%Y-%m-%d %H%M}.{kind.get_extension()}"
    charset = "" if kind.is_binary() else "; charset=utf-8"
    return download(request, chunks, name, f"{kind.get_content_type()}{charset}")


def _wrong(selection: Selection) -> str:
    try:
        selection.videos()
    except ValueError as refusal:
        return str(refusal)
    return ""


def _list_address(selection: Selection) -> str:
    return f"{reverse(f'admin:{LIST}_changelist')}?{selection.query or ''}"


def begin_export(page: SpreadsheetPages, request: HttpRequest, rows: Any) -> HttpResponse:
    """The entry of the menu of actions: export what is picked."""
    address = QueryDict(mutable=True)
    if request.POST.get("select_across") == "1":
        address["list"] = Selection.of_list(request.GET).query
    else:
        address["ids"] = ",".join(request.POST.getlist("_selected_action"))
    return HttpResponseRedirect(f"{reverse(f'admin:{LIST}_export')}?{address.urlencode()}")


begin_export.short_description = "Export as a spreadsheet"
begin_export.allowed_permissions = ("export",)
