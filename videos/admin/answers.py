"""Answering conflicts: one from the list or on its page, many by the menu of actions. What is shown is answered."""

import hashlib
import json
from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from cmsmeta.lib.cells import change_url, list_url
from videos.admin.answer_forms import DOES, WORDS, AnswerForm, ChoiceForm, tell
from videos.admin.bulk import reason_in, tell_outcome
from videos.admin.cells import thumbnail
from videos.admin.filters import is_key, label_of
from videos.admin.wording import against, author
from videos.approvals import CHANGE_VIDEO, NeedsSecondPerson, permissions_for
from videos.bulk.actions import EDIT
from videos.bulk.preview import UNITS_A_PUSH
from videos.bulk.selection import Selection
from videos.conflicts import MOST, Seen, answer, digest_of, seen
from videos.fields import FIELDS, Observer, asset_fields
from videos.models import ChangeSet, EditConflict, Video
from videos.queue import request_act, request_answer
from videos.resolve import Choice

PAGE = "videos_editconflict"
VIEW = "videos.view_openedit"
FIRST = 12


class ConflictAnswers(admin.ModelAdmin):
    """The part of the admin of conflicts that answers them. Whoever may see open edits may see them."""

    def has_view_permission(self, request: HttpRequest, obj: EditConflict | None = None) -> bool:
        return request.user.has_perm(VIEW)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_answer_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms([VIEW, CHANGE_VIDEO])

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.answer_view))
        return [path("answer/", view, name=f"{PAGE}_answer"), *super().get_urls()]

    # One ----------------------------------------------------------------------------------------------
    def answer_view(self, request: HttpRequest) -> HttpResponse:
        """Take the answer to one conflict from the list, as the person saw it there."""
        if not self.has_answer_permission(request):
            raise PermissionDenied
        choice, _, key = request.POST.get("one", "").partition(":")
        tokens = _tokens(request)
        if choice in (Choice.OURS, Choice.THEIRS) and is_key(key) and int(key) in tokens:
            self._ask_for_fields(request, EditConflict.objects.filter(pk=key))
            seen_one = {int(key): tokens[int(key)]}
            tell(request, answer(seen_one, choice, actor=request.user, reason=reason_in(request)), 1)
        else:
            messages.error(request, "The page is out of date: choose again.")
        address = QueryDict(request.GET.get("list", "")).urlencode()
        return HttpResponseRedirect(f"{list_url(PAGE)}?{address}" if address else list_url(PAGE))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one conflict in full, and take the answer to it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = unquote(object_id)
        rows = EditConflict.objects.select_related("video__channel", "change_set__actor")
        conflict = rows.filter(pk=key).first() if is_key(key) else None
        if conflict is None:
            messages.info(request, "This is in conflict no more: it has been answered, or YouTube agrees now.")
            return HttpResponseRedirect(list_url(PAGE))
        may_answer = self.has_answer_permission(request) and request.user.has_perms(permissions_for([conflict.field]))
        if request.method == "POST" and not may_answer:
            raise PermissionDenied
        typed = request.POST if request.method == "POST" else None
        form = ChoiceForm(typed, field=conflict.field, initial={"value": conflict.wanted, "choice": Choice.OURS})
        if form.is_valid() and self._answer_one(request, conflict, form):
            return HttpResponseRedirect(list_url(PAGE))
        return self._page(
            request, "answer", f"Conflict: {label_of(conflict.field)}", _facts(conflict, form, may_answer)
        )

    def _answer_one(self, request: HttpRequest, conflict: EditConflict, form: ChoiceForm) -> bool:
        """Answer a conflict as its page was filled in; False where the page is to be shown again."""
        said = form.cleaned_data
        token = {conflict.pk: request.POST.get("token", "")}
        try:
            done = answer(token, said["choice"], actor=request.user, reason=said["reason"], value=said["value"])
        except NeedsSecondPerson:
            return self._ask_second_person(request, token, form, said)
        except ValueError as refusal:
            form.add_error(None, str(refusal))
            return False
        tell(request, done, 1)
        return not done.changed

    # Many ---------------------------------------------------------------------------------------------
    def answer_many(self, request: HttpRequest, choice: Choice, rows: QuerySet[EditConflict]) -> HttpResponse | None:
        """Show what an answer to the chosen conflicts does, and, once that was seen and a reason given, answer them."""
        across = request.POST.get("select_across") == "1"
        large = across and choice is not Choice.OTHER and rows[MOST : MOST + 1].exists()
        tokens = {} if large else _chosen(request, rows, across=across)
        conflicts = rows if large else EditConflict.objects.filter(pk__in=list(tokens))
        self._ask_for_fields(request, conflicts)
        fields = Counter(dict(conflicts.order_by("field").values_list("field").annotate(Count("pk"))))
        if not fields:
            messages.info(request, "Somebody else has answered these meanwhile.")
            return None
        if choice is Choice.OTHER and len(fields) > 1:
            messages.error(request, "These conflicts are of several fields, and a value is of one: filter by a field.")
            return None
        confirmed = request.POST if "_confirm" in request.POST else None
        form = AnswerForm(confirmed, field=next(iter(fields)) if choice is Choice.OTHER else None, reason_needed=True)
        digest = digest_of(rows) if large else _digest(tokens)
        if confirmed and across and confirmed.get("digest") != digest:
            form.add_error(None, "What is in conflict is another than was shown: look at it again, and answer it then.")
        if form.is_valid() and large and (asked := self._ask_worker(request, choice, rows, form)):
            return HttpResponseRedirect(change_url(asked))
        if form.is_valid() and not large and self._answer_all(request, choice, tokens, form):
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **_outlook(choice, conflicts, fields),
            "form": form,
            "tokens": {} if across else tokens,
            "across": across,
            "large": large,
            "digest": digest,
            "most": MOST if len(tokens) == MOST else 0,
            "action_name": f"answer_{choice.value}",
        }
        return self._page(request, "answer_many", WORDS[choice], context)

    def _ask_worker(
        self, request: HttpRequest, choice: Choice, rows: QuerySet[EditConflict], form: AnswerForm
    ) -> ChangeSet | None:
        """Have the worker answer what is too much to wait for; None where the page is to be shown again."""
        reason, digest = form.cleaned_data["reason"], request.POST["digest"]
        try:
            asked = request_answer(rows, choice, by=request.user, reason=reason, digest=digest)
        except ValueError as refusal:
            form.add_error(None, str(refusal))
            return None
        tell_outcome(request, asked)
        return asked

    def _answer_all(self, request: HttpRequest, choice: Choice, tokens: dict[int, str], form: AnswerForm) -> bool:
        said = form.cleaned_data
        try:
            done = answer(tokens, choice, actor=request.user, reason=said["reason"], value=said.get("value"))
        except NeedsSecondPerson:
            return self._ask_second_person(request, tokens, form, said)
        except ValueError as refusal:
            form.add_error(None, str(refusal))
            return False
        tell(request, done, len(tokens))
        return True

    # Both ---------------------------------------------------------------------------------------------
    def _ask_second_person(
        self, request: HttpRequest, tokens: dict[int, str], form: AnswerForm | ChoiceForm, said: dict[str, Any]
    ) -> bool:
        """Ask for the approval of an answer to what is still as it was seen; False where the page is shown again."""
        same = [key for key, now in seen(tokens).items() if now.token == tokens[key]]
        videos = EditConflict.objects.filter(pk__in=same).values_list("video_id", flat=True)
        selection, why = Selection(ids=tuple(videos)), said["reason"] or "An answer to a conflict."
        values = {form.field: said["value"]}
        try:
            asked = request_act(EDIT, selection, values, by=request.user, reason=why, kind=ChangeSet.Kind.RESOLVE)
        except ValueError as refusal:
            form.add_error(None, str(refusal))
            return False
        tell_outcome(request, asked)
        return True

    def _ask_for_fields(self, request: HttpRequest, conflicts: QuerySet[EditConflict]) -> None:
        """PermissionDenied where the person may not change a field that one of these is in."""
        fields = conflicts.order_by("field").values_list("field", flat=True).distinct()
        if not request.user.has_perms(permissions_for(fields)):
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        base = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        media = self.media + context["form"].media
        return TemplateResponse(request, f"admin/videos/editconflict/{name}.html", {**base, "media": media, **context})


def _facts(conflict: EditConflict, form: ChoiceForm, may_answer: bool) -> dict[str, Any]:
    """What the page of one conflict shows."""
    video, of_asset = conflict.video, conflict.field in asset_fields()
    siblings = Video.objects.of_asset(video.asset_id)[:1001].count() if of_asset else 1
    at_stake = seen([conflict.pk]).get(conflict.pk, Seen("", 0, 0))  # it may just have been answered
    return {
        "conflict": conflict,
        "original": conflict,
        "form": form,
        "may_answer": may_answer,
        "thumbnail": thumbnail(video.video_id),
        "field": label_of(conflict.field),
        "author": author(conflict.change_set),
        "values": [(label, note, against(conflict.base, value)) for label, note, value in _values(conflict)],
        "siblings": siblings,
        "at_stake": at_stake,
    }


def _values(conflict: EditConflict) -> list[tuple[str, str, Any]]:
    edit, observed = conflict.change_set, conflict.observed_at
    return [
        ("YouTube held", "when the edit began", conflict.base),
        ("We want", f"{author(edit)}, {edit.created_at:%Y-%m-%d %H:%M} UTC", conflict.wanted),
        ("YouTube holds now", f"seen {observed:%Y-%m-%d %H:%M} UTC" if observed else "", conflict.theirs),
    ]


def _outlook(choice: Choice, conflicts: QuerySet[EditConflict], fields: Counter[str]) -> dict[str, Any]:
    """What the page that confirms an answer to many shows."""
    pushed = 0
    if choice is not Choice.THEIRS:
        by_api = [name for name in fields if Observer.PULL in FIELDS[name].observers]
        pushed = conflicts.filter(field__in=by_api).values("video").distinct().count()
    first = conflicts.select_related("video").order_by("-pk")[:FIRST]
    return {
        "does": DOES[choice],
        "number": fields.total(),
        "fields": [(label_of(name), number) for name, number in fields.most_common()],
        "shared": any(name in asset_fields() for name in fields),
        "first": [_row(conflict, choice) for conflict in first],
        "button": WORDS[choice],
        "pushed": pushed,
        "units": pushed * UNITS_A_PUSH,
    }


def _row(conflict: EditConflict, choice: Choice) -> tuple[EditConflict, str, SafeString, SafeString]:
    ours, theirs = against(conflict.base, conflict.wanted), against(conflict.base, conflict.theirs)
    return conflict, label_of(conflict.field), ours, theirs


def _chosen(request: HttpRequest, rows: QuerySet[EditConflict], *, across: bool) -> dict[int, str]:
    """What an answer is meant for: conflict → token. It is all that match, or what was ticked as it was seen."""
    if across:
        return {key: one.token for key, one in seen(rows.values_list("pk", flat=True)[:MOST]).items()}
    ticked = {int(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if is_key(key)}
    return {key: token for key, token in _tokens(request).items() if key in ticked}


def _tokens(request: HttpRequest) -> dict[int, str]:
    """What the person has seen: the conflicts on the page, each with its token."""
    pairs = (told.partition(":") for told in request.POST.getlist("seen"))
    return {int(key): token for key, _, token in pairs if is_key(key)}


def _digest(tokens: dict[int, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(tokens.items())).encode()).hexdigest()
