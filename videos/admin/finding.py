"""Finding videos: the list with its filters, the search box, pasted lists, saved filters and chosen columns."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.views.main import ERROR_FLAG, ORDER_VAR, PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from cmsmeta.lib.cells import list_url
from cmsmeta.lib.drawn import remembered
from cmsmeta.lib.filtersets import Chip, FilterSetAdmin, FilterSetChangeList
from cmsmeta.lib.paginator import BoundedPaginator
from videos.admin.columns import CHOICES, DEFAULT, VideoColumns, chosen_columns, fields_of, known_columns
from videos.agreement import standings
from videos.filters import VideoFilterSet
from videos.models import ChosenColumns, PastedList, SavedFilter, Video
from videos.pasting import MOST_ENTRIES, TooLong, keep, not_found, opened
from videos.querysets import NEWEST, RANKED

SAVED = "saved"
LIST = "videos_video"
FILTER = "admin/videos/video/filter.html"


class VideoChangeList(FilterSetChangeList):
    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str] | None = None) -> QuerySet:
        self.person = request.user
        return super().get_queryset(request, exclude_parameters)

    def apply_select_related(self, rows: QuerySet) -> QuerySet:
        """Fetch what the columns show: whole rows took a sixth of the time of a page."""
        fields = fields_of(name for name in self.list_display if name in CHOICES)
        beside = {field.rpartition("__")[0] for field in fields} - {""}
        rows = rows.select_related(*beside) if beside else rows
        return rows.only(*fields)

    def get_results(self, request: HttpRequest) -> None:
        """Take a page, and how its videos stand with YouTube where that is shown."""
        super().get_results(request)
        if "state" in self.list_display:
            told = standings(self.result_list)
            for video in self.result_list:
                video.standing = told[video.pk]

    def _chips(self) -> Iterator[Chip]:
        for chip in super()._chips():
            if self.pasted and chip.value == self.pasted.digest:
                chip = chip._replace(value=f"{self.pasted.entries:,} entries")
            yield chip

    @cached_property
    def pasted(self) -> PastedList | None:
        return opened(self.filterset.pasted) if self.filterset.pasted else None

    @cached_property
    def pasted_but_not_found(self) -> list[str]:
        return not_found(self.pasted.text) if self.pasted else []

    @cached_property
    def saved_filters(self) -> list[SavedFilter]:
        return list(SavedFilter.objects.filter(Q(owner=self.person) | Q(shared=True)).select_related("owner"))

    @property
    def sections(self) -> list[tuple[str, list[str]]]:
        """The filters, drawn, under their titles."""
        return [(title, [self._drawn(name) for name in names.split()]) for title, names in self.filterset.SECTIONS]

    @property
    def hidden_filter(self) -> str:
        return self._drawn("paste")

    def _drawn(self, name: str) -> str:
        """Nearly all filters are not set: they look the same on every page."""
        filters = self.filterset
        key = ("videos", name, tuple(filters.data.getlist(name)), tuple(filters.offered.get(name, ())))
        return remembered(key, lambda: render_to_string(FILTER, {"field": filters.field(name)}))

    @property
    def columns(self) -> list[tuple[str, str, bool]]:
        return [(name, label, name in self.list_display) for name, label in CHOICES.items()]

    @property
    def address(self) -> str:
        """The list as it stands, for forms that lead back to it."""
        return self.named_query({SAVED})


class VideoFinding(VideoColumns, FilterSetAdmin):
    """The half of the admin of videos that finds them."""

    when_empty = ""
    filterset_class = VideoFilterSet
    list_parameters = (SAVED,)
    list_display = list(DEFAULT)
    list_display_links = ["name"]
    ordering = ["-pk"]
    nulls_last = ("statistics__views", "time_published")
    coarse = {"statistics__views": "statistics__views_band"}
    sortable_by = ["views", "published"]
    search_fields = ["title"]  # says that there is a search box; `get_search_results` does the searching
    search_help_text = (
        "Video, channel or asset ID, link, @handle, ISRC, UPC, custom ID or a part of it, a list of them, or words of "
        "title, artist, album and label. Press / to come here."
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[VideoChangeList]:
        return VideoChangeList

    def get_list_display(self, request: HttpRequest) -> list[str]:
        saved = request.GET.get(SAVED, "")
        if saved.isdecimal() and len(saved) < 18:
            found = visible_filters(request).filter(pk=saved).first()
            if found and found.columns:
                return known_columns(found.columns)
        return chosen_columns(request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Video], search_term: str
    ) -> tuple[QuerySet[Video], bool]:
        if not search_term:
            return queryset, False
        if request.GET.get(ORDER_VAR):
            return queryset.search(search_term), False
        request.found = queryset.ranked(search_term, below=getattr(request, "newest_key", None))
        return request.found.rows, False

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> BoundedPaginator:
        paginator = super().get_paginator(request, *args, **kwargs)
        if found := getattr(request, "found", None):
            paginator.know(found.count, RANKED)
            if not found.is_whole:
                paginator.note = (
                    f"The search took too long: only the newest {NEWEST:,} videos were searched. Add a word."
                )
        return paginator

    # Pages beside the list ----------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        pages = [
            ("paste", self.paste_view),
            ("columns", require_POST(self.columns_view)),
            ("save-filter", require_POST(self.save_filter_view)),
            ("delete-filter", require_POST(self.delete_filter_view)),
        ]
        return [
            *(path(f"{name}/", self.admin_site.admin_view(view), name=f"{LIST}_{name}") for name, view in pages),
            *super().get_urls(),
        ]

    def paste_view(self, request: HttpRequest) -> HttpResponse:
        """Take a list of identifiers that is too long for an address, and lead to the videos that it names."""
        self._only_viewers(request)
        text = request.POST.get("text", "")
        error = ""
        if request.method == "POST":
            try:
                pasted = keep(text, request.user)
                return _to_list(request, paste=pasted.digest, q=None)
            except TooLong as refusal:
                error = str(refusal)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Paste a list",
            "most": MOST_ENTRIES,
            "text": text,
            "error": error,
            "query": request.GET.get("query", request.POST.get("query", "")),
        }
        return TemplateResponse(request, "admin/videos/video/paste.html", context)

    def columns_view(self, request: HttpRequest) -> HttpResponse:
        """Keep the columns that the person chose; all of the usual ones where none is named."""
        self._only_viewers(request)
        if request.POST.get("usual"):
            ChosenColumns.objects.filter(person=request.user).delete()
        else:
            columns = known_columns(request.POST.getlist("column"))
            ChosenColumns.objects.update_or_create(person=request.user, defaults={"columns": columns})
        return _to_list(request, saved=None)

    def save_filter_view(self, request: HttpRequest) -> HttpResponse:
        """Keep the list as it stands under a name; the same name of the same person is written anew."""
        self._only_viewers(request)
        name = " ".join(request.POST.get("name", "").replace("\x00", "").split())[:80]
        if not name:
            self.message_user(request, "Give the filter a name.", messages.ERROR)
            return _to_list(request)
        values = {
            "query": _query(request).urlencode(),
            "shared": bool(request.POST.get("shared")),
            "columns": known_columns(request.POST.getlist("column")),
        }
        with transaction.atomic():
            saved, made = SavedFilter.objects.update_or_create(owner=request.user, name=name, defaults=values)
        self.message_user(request, f"The filter “{name}” is {'saved' if made else 'changed'}.", messages.SUCCESS)
        return _to_list(request, saved=saved.pk)

    def delete_filter_view(self, request: HttpRequest) -> HttpResponse:
        """Drop a filter of one's own; an administrator may drop a shared one of anybody."""
        self._only_viewers(request)
        key = request.POST.get("filter", "")
        saved = get_object_or_404(visible_filters(request), pk=int(key) if key.isdecimal() and len(key) < 18 else 0)
        if saved.owner_id != request.user.pk and not request.user.is_superuser:
            raise PermissionDenied
        saved.delete()
        self.message_user(request, f"The filter “{saved.name}” is deleted.", messages.SUCCESS)
        return _to_list(request, saved=None)

    def _only_viewers(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def visible_filters(request: HttpRequest) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.filter(Q(owner=request.user) | Q(shared=True))


def _query(request: HttpRequest) -> QueryDict:
    """Give the address of the list that a form came from, without the page."""
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    for name in (PAGE_VAR, ERROR_FLAG, "csrfmiddlewaretoken"):
        query.pop(name, None)
    return query


def _to_list(request: HttpRequest, **changed: Any) -> HttpResponseRedirect:
    """Lead back to the list that the form came from, at its first page, with some parameters changed or dropped."""
    query = _query(request)
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return HttpResponseRedirect(f"{list_url(LIST)}?{query.urlencode()}")
