"""Conflicts with YouTube: what it held, what we want and what it holds now, and a person's answer."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from cmsmeta.lib.cells import change_url, link, two_lines
from cmsmeta.lib.lists import BoundedChangeList, InputFilter, ReadOnlyAdmin
from videos.admin.answer_forms import WORDS
from videos.admin.answers import PAGE, ConflictAnswers
from videos.admin.cells import thumbnail, title_and_id
from videos.admin.filters import ByVideoFilter, is_key, label_of
from videos.admin.wording import against, author
from videos.approvals import permissions_for
from videos.conflicts import Seen, once_an_asset, seen
from videos.fields import FIELDS, asset_fields
from videos.models import ChangeSet, EditConflict, Video
from videos.resolve import Choice
from videos.statements import fetch, statement

MOST_PEOPLE = 60
NOT_IN_LISTS = ("search", "extra", "description", "notes", "tags")


class ConflictFieldFilter(admin.SimpleListFilter):
    title = "field"
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, label_of(name)) for name, field in FIELDS.items() if field.editable and field.on_youtube]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(field=self.value()) if self.value() else queryset


class ByChannelFilter(InputFilter):
    title = "channel"
    parameter_name = "channel"
    hint = "ID, handle, address or exact title"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(video__in=Video.objects.of_channel(self.value())) if self.value() else queryset


class ByPersonFilter(admin.SimpleListFilter):
    title = "whose edit"
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        acted = User.objects.filter(Exists(ChangeSet.objects.filter(actor=OuterRef("pk")))).order_by("username")
        people = [(str(one.pk), one.get_full_name() or one.username) for one in acted[:MOST_PEOPLE]]
        return [("mine", "mine"), *(pair for pair in people if pair[0] != str(request.user.pk))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "mine":
            return queryset.filter(change_set__actor=request.user)
        if not self.value():
            return queryset
        return queryset.filter(change_set__actor=self.value()) if is_key(self.value()) else queryset.none()


class ConflictChangeList(BoundedChangeList):
    def get_results(self, request: HttpRequest) -> None:
        """Take a page, and what is at stake in each of its conflicts: in two queries more."""
        super().get_results(request)
        rows = list(self.result_list)
        at_stake = seen([row.pk for row in rows])
        assets = asset_sizes(rows)
        may_answer = self.may_answer = self.model_admin.has_answer_permission(request)
        answer_url = f"{reverse(f'admin:{PAGE}_answer')}?{urlencode({'list': request.GET.urlencode()})}"
        for row in rows:
            row.at_stake = at_stake.get(row.pk, Seen("", 0, 0))
            row.touched = assets.get(row.video.asset_id, 1) if row.field in asset_fields() else 1
            row.may_answer = may_answer and request.user.has_perms(permissions_for([row.field]))
            row.answer_url = answer_url
        self.result_list = rows


def asset_sizes(conflicts: list[EditConflict]) -> dict[str, int]:
    """How many videos the assets of these conflicts have; 1,001 stands for more than a thousand."""
    assets = {row.video.asset_id for row in conflicts if row.field in asset_fields()} - {""}
    return json.loads(fetch(statement("videos_of_assets"), [list(assets)])[0]) if assets else {}


BUTTON = '<button name="one" value="{}" formaction="{}" data-key="{}" aria-label="{}">{}</button>'


def menu_entry(choice: Choice) -> Callable[..., HttpResponse | None]:
    """An answer to many conflicts as an entry of Django's menu of actions."""

    def act(page: "EditConflictAdmin", request: HttpRequest, rows: QuerySet[EditConflict]) -> HttpResponse | None:
        return page.answer_many(request, choice, rows)

    act.__name__ = f"answer_{choice.value}"
    act.short_description = WORDS[choice]
    act.allowed_permissions = ("answer",)
    return act


@admin.register(EditConflict)
class EditConflictAdmin(ConflictAnswers, ReadOnlyAdmin):
    when_empty = "Nothing is in conflict: YouTube holds what it held, or what we want."
    list_display = ["picture", "about", "held", "ours", "now", "answers"]
    list_display_links = None
    list_filter = [ConflictFieldFilter, ByPersonFilter, ByChannelFilter, ByVideoFilter, "observed_at"]
    ordering = ["-pk"]
    list_per_page = 50
    sortable_by = []
    search_fields = ["video__video_id"]  # says that there is a search box; `get_search_results` does the searching
    search_help_text = "Video or asset ID, or a list of them"
    actions = [menu_entry(choice) for choice in Choice]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ConflictChangeList]:
        return ConflictChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[EditConflict]:
        rows = once_an_asset(super().get_queryset(request)).select_related("video__channel", "change_set__actor")
        return rows.defer(*(f"video__{name}" for name in NOT_IN_LISTS), "change_set__request")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[EditConflict], search_term: str
    ) -> tuple[QuerySet[EditConflict], bool]:
        return (queryset.filter(video__in=Video.objects.search(search_term)) if search_term else queryset), False

    # Columns ------------------------------------------------------------------------------------------
    @admin.display(description="")
    def picture(self, conflict: EditConflict) -> SafeString:
        return thumbnail(conflict.video.video_id)

    @admin.display(description="video and field")
    def about(self, conflict: EditConflict) -> SafeString:
        return format_html(
            '<span class="what">{}<small>{}</small></span>{}',
            capfirst(label_of(conflict.field)),
            shared_by(conflict),
            link(change_url(conflict.video), title_and_id(conflict.video)),
        )

    @admin.display(description="YouTube held")
    def held(self, conflict: EditConflict) -> SafeString:
        return format_html("<q>{}</q>", against(conflict.base, conflict.base))

    @admin.display(description="we want")
    def ours(self, conflict: EditConflict) -> SafeString:
        edit = conflict.change_set
        told = f"{author(edit)}, {edit.created_at:%Y-%m-%d %H:%M}"
        return two_lines(format_html("<q>{}</q>", against(conflict.base, conflict.wanted)), told)

    @admin.display(description="YouTube holds now")
    def now(self, conflict: EditConflict) -> SafeString:
        observed = f"seen {conflict.observed_at:%Y-%m-%d %H:%M}" if conflict.observed_at else ""
        several = conflict.at_stake.values
        others = f"; {several} values were seen in its videos, this one last" if several > 1 else ""
        return two_lines(format_html("<q>{}</q>", against(conflict.base, conflict.theirs)), observed + others)

    @admin.display(description="answer")
    def answers(self, conflict: EditConflict) -> SafeString:
        told = format_html('<input type="hidden" name="seen" value="{}:{}">', conflict.pk, conflict.at_stake.token)
        if not conflict.may_answer:
            return told
        meant = f"{label_of(conflict.field)} of {conflict.video.video_id}"
        buttons = (
            (f"{choice.value}:{conflict.pk}", conflict.answer_url, key, f"{WORDS[choice]}: {meant}", WORDS[choice])
            for choice, key in ((Choice.OURS, "o"), (Choice.THEIRS, "t"))
        )
        return format_html(
            '{}{}<a href="{}" data-key="v" aria-label="Another value: {}">Another value</a>',
            told,
            format_html_join("", BUTTON, buttons),
            change_url(conflict),
            meant,
        )


def shared_by(conflict: EditConflict) -> str:
    """Say in how many videos the conflict is decided, where these are several."""
    if conflict.touched < 2:
        return ""
    videos = "more than 1,000" if conflict.touched > 1000 else f"all {conflict.touched:,}"
    return f" of asset {conflict.video.asset_id}: decides for {videos} videos"
