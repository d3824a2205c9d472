"""Hand-overs to YouTube's spreadsheets: how long each route takes, the files, YouTube's answers, what came of them."""

from collections.abc import Callable, Generator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from cmsmeta.lib.cells import NOTHING, badge, change_url, counted, list_url, thousands
from cmsmeta.lib.downloads import download
from cmsmeta.lib.lists import ReadOnlyAdmin
from sync.handover.answers import path_of as path_of_answer
from sync.handover.answers import take_answer
from sync.handover.ask import MAKE_HANDOVER, request_hand_over, request_take_back, say_uploaded
from sync.handover.make import path_of
from sync.handover.plan import plan
from sync.handover.scope import Scope
from sync.handover.settle import LIVE
from sync.handover.shown import disputed, outdated, page_of, rows_chunks, strays_chunks
from sync.models import HandOver, HandOverAnswer, HandOverFile, HandOverRow
from videos.admin.bulk import selection_of
from videos.sheets.files import Unreadable
from videos.sheets.layouts import TEMPLATES

PAGE = "sync_handover"
ROUND_IT = 64 * 1024  # bytes of a request that are not the file's
CHUNK = 256 * 1024
COUNTS = ("rows", "edits", "accepted", "refused", "confirmed")
CSV = "text/csv; charset=utf-8"
Status, State = HandOver.Status, HandOverRow.State


class AnswerForm(forms.Form):
    file = forms.FileField(
        label="YouTube's answer", help_text="errors-….csv or report-….csv, as YouTube gave it and under its own name."
    )
    about = forms.ModelChoiceField(
        HandOverFile.objects.none(), required=False, label="Which file it answers", empty_label="by its name"
    )
    first = forms.TypedChoiceField(
        label="Its row numbers",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "as the file shows"), (2, "count the header as row 1"), (1, "begin below the header with 1")],
    )

    def __init__(self, *args: Any, hand_over: HandOver, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = hand_over.files.all()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.SPREADSHEET_MAX_BYTES:
            raise forms.ValidationError(too_large())
        return file


def too_large() -> str:
    """Give the sentence for a file above the limit."""
    return f"The file is larger than {filesizeformat(settings.SPREADSHEET_MAX_BYTES)}: no answer to our files is."


def _number(count: str) -> Callable[..., str]:
    """A column with a count of a hand-over."""

    @admin.display(description=count)
    def shown(page: "HandOverAdmin", hand_over: HandOver) -> str:
        return thousands(getattr(hand_over, count))

    return shown


@admin.register(HandOver)
class HandOverAdmin(ReadOnlyAdmin):
    when_empty = "Nothing has been handed over yet. Plan a hand-over to see what spreadsheets would save."
    list_display = ["name", "shown_status", *(f"shown_{name}" for name in COUNTS), "made_by", "created_at"]
    list_display_links = ["name"]
    list_select_related = ["made_by"]
    list_filter = ["status"]
    ordering = ["-pk"]
    sortable_by = []
    shown_rows, shown_edits, shown_accepted, shown_refused, shown_confirmed = map(_number, COUNTS)
    fields = ["asked_for", "sent"]
    readonly_fields = ["asked_for", "sent"]

    @admin.display(description="hand-over")
    def name(self, hand_over: HandOver) -> str:
        return f"{hand_over}: {Scope.from_json(hand_over.scope)}"

    @admin.display(description="status")
    def shown_status(self, hand_over: HandOver) -> SafeString:
        return badge(hand_over.status, hand_over.get_status_display())

    @admin.display(description="asked for")
    def asked_for(self, hand_over: HandOver) -> str:
        return f"{hand_over.created_at:%Y-%m-%d %H:%M} UTC by {hand_over.made_by}"

    @admin.display(description="uploaded")
    def sent(self, hand_over: HandOver) -> str:
        at = hand_over.uploaded_at
        return f"{at:%Y-%m-%d %H:%M} UTC by {hand_over.uploaded_by}" if at else NOTHING

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        pages: list[tuple[str, str, Callable[..., HttpResponse]]] = [
            ("plan/", "plan", self.plan_view),
            ("make/", "make", require_POST(self.make_view)),
            ("files/<int:pk>/", "file", self.file_view),
            ("answers/<int:pk>/", "brought", self.brought_view),
            ("answers/<int:pk>/unknown.csv", "strays", self.strays_view),
            ("<int:pk>/rows.csv", "rows", self.rows_view),
            ("<int:pk>/answer/", "answer", require_POST(self.answer_view)),
            ("<int:pk>/uploaded/", "uploaded", require_POST(self.uploaded_view)),
            ("<int:pk>/take-back/", "take_back", require_POST(self.take_back_view)),
        ]
        return [*(path(at, view(show), name=f"{PAGE}_{name}") for at, name, show in pages), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"plan_url": reverse(f"admin:{PAGE}_plan"), **(extra_context or {})})

    # Before -------------------------------------------------------------------------------------------
    def plan_view(self, request: HttpRequest) -> HttpResponse:
        """Show what the open edits cost by each route, and offer the files."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        scope, found, error = _scope_of(request.GET), None, ""
        try:
            found = plan(scope)
            error = "" if found else "It takes too long to count so many edits: plan one change set after another."
        except ValueError as refusal:
            error = str(refusal)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "How edits reach YouTube",
            "scope": scope,
            "plan": found,
            "error": error,
            "kept": [(name, request.GET[name]) for name in ("change_set", "list", "ids") if name in request.GET],
            "daily": settings.YOUTUBE_DAILY_UNITS,
            "may_make": request.user.has_perm(MAKE_HANDOVER),
            "edits_url": list_url("videos_openedit", state__exact="to_push"),
        }
        return TemplateResponse(request, "admin/sync/handover/plan.html", context)

    def make_view(self, request: HttpRequest) -> HttpResponse:
        """Make the files, or have the worker make them."""
        self._only_makers(request)
        scope = _scope_of(request.POST)
        try:
            hand_over = request_hand_over(scope, request.POST.getlist("layouts"), by=request.user)
        except ValueError as refusal:
            messages.error(request, str(refusal))
            asked = {name: request.POST[name] for name in ("change_set", "list", "ids") if name in request.POST}
            return HttpResponseRedirect(f"{reverse(f'admin:{PAGE}_plan')}?{urlencode(asked)}")
        return HttpResponseRedirect(change_url(hand_over))

    # One ----------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[HandOver]:
        return super().get_queryset(request).select_related("made_by", "uploaded_by")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: HandOver | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            files = [(file, TEMPLATES[file.layout]) for file in obj.files.all()]
            asked = request.GET.get("show", "")
            shown = asked if asked in State.values else State.REFUSED if obj.refused else State.WAITING
            context |= {
                "title": str(obj),
                "subtitle": None,
                "scope": Scope.from_json(obj.scope),
                "files": files,
                "formulas": sum(file.formulas for file, _ in files),
                "answers": HandOverAnswer.objects.filter(file__hand_over=obj).select_related("file", "brought_by"),
                "outdated": outdated(obj) if obj.status == Status.MADE else 0,
                "disputed": disputed(obj) if obj.status in LIVE else 0,
                "states": State.choices,
                "shown": shown,
                "page": page_of(obj, shown, request.GET.get("after", "")),
                "badge": self.shown_status(obj),
                "form": AnswerForm(hand_over=obj),
                "may_make": request.user.has_perm(MAKE_HANDOVER),
                "may_take_back": obj.status in LIVE,
                "takes_answers": obj.status in (*LIVE, Status.CONFIRMED),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def uploaded_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that the files went to YouTube."""
        return self._act(request, pk, say_uploaded, "It is noted. When YouTube has answered, bring its file here.")

    def take_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the edits back to the push."""
        return self._act(request, pk, request_take_back, "Taken back: its edits go to the push again.")

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take in what YouTube says of a file."""
        hand_over = self._one(request, pk)
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > settings.SPREADSHEET_MAX_BYTES + ROUND_IT:
            messages.error(request, too_large())
            return HttpResponseRedirect(change_url(hand_over))
        form = AnswerForm(request.POST, request.FILES, hand_over=hand_over)
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, " ".join(errors))
            return HttpResponseRedirect(change_url(hand_over))
        file, told = form.cleaned_data["file"], form.cleaned_data
        try:
            answer = take_answer(
                hand_over, file.name or "", file.read(), by=request.user, file=told["about"], first=told["first"]
            )
        except Unreadable as refusal:
            messages.error(request, str(refusal))
        else:
            level = messages.WARNING if answer.unknown or answer.refused else messages.SUCCESS
            text = f"{counted(answer.rows, 'row')}: {answer.accepted:,} taken by YouTube, {answer.refused:,} refused, "
            messages.add_message(request, level, f"{text}{answer.unknown:,} that fit none of ours.")
        return HttpResponseRedirect(change_url(hand_over))

    # Downloads ----------------------------------------------------------------------------------------
    def file_view(self, request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
        """Give a file as YouTube is to get it."""
        self._only_makers(request)
        file = get_object_or_404(HandOverFile.objects.select_related("hand_over"), pk=pk)
        return self._stored(request, path_of(file), file.name, file.hand_over)

    def brought_view(self, request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
        """Give YouTube's answer as it was brought."""
        self._only_makers(request)
        answer = get_object_or_404(HandOverAnswer.objects.select_related("file__hand_over"), pk=pk)
        return self._stored(request, path_of_answer(answer), answer.name, answer.file.hand_over)

    def strays_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Give the rows of an answer that fit none of ours, for people."""
        self._only_makers(request)
        answer = get_object_or_404(HandOverAnswer, pk=pk)
        return download(request, strays_chunks(answer), f"unknown rows of {answer.name}.csv", CSV)

    def rows_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Give the edits of a hand-over, or those in one state, for people."""
        hand_over = self._one(request, pk)
        state = request.GET.get("state", "")
        chunks = rows_chunks(hand_over, state if state in State.values else "")
        return download(request, chunks, f"hand-over {pk} {state or 'rows'}.csv", CSV)

    def _stored(
        self, request: HttpRequest, path: str, name: str, hand_over: HandOver
    ) -> HttpResponse | StreamingHttpResponse:
        if not default_storage.exists(path):
            messages.error(
                request, f"{name} is no longer in the storage of files. Take the hand-over back, and make it anew."
            )
            return HttpResponseRedirect(change_url(hand_over))
        return download(request, _chunks(path), name, CSV)

    def _act(self, request: HttpRequest, pk: int, act: Callable[..., Any], said: str) -> HttpResponse:
        hand_over = self._one(request, pk)
        try:
            act(hand_over, by=request.user)
        except ValueError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return HttpResponseRedirect(change_url(hand_over))

    def _one(self, request: HttpRequest, pk: int) -> HandOver:
        self._only_makers(request)
        return get_object_or_404(HandOver, pk=pk)

    def _only_makers(self, request: HttpRequest) -> None:
        if not (self.has_view_permission(request) and request.user.has_perm(MAKE_HANDOVER)):
            raise PermissionDenied


def _scope_of(address: QueryDict) -> Scope:
    number = address.get("change_set", "")
    selection = selection_of(address) if address.keys() & {"list", "ids"} else None
    return Scope(int(number) if number.isascii() and number.isdigit() and len(number) < 18 else None, selection)


def _chunks(name: str) -> Generator[bytes, None, None]:
    with default_storage.open(name) as stored:
        yield from stored.chunks(CHUNK)
