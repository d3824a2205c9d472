"""Standing rules: writing them, looking at what one would change, and applying it by hand."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from channels_app.models import Channel
from cmsmeta.lib.cells import badge, change_url, counted, row_link
from cmsmeta.lib.lists import BoundedAdmin
from videos.admin.bulk import ReasonForm, tell_outcome, token_of
from videos.approvals import rule_for
from videos.bulk.actions import ACTIONS
from videos.bulk.forms import policies
from videos.models import StandingRule
from videos.querysets import channels_named
from videos.standing import apply_by_hand, outlook, permission_of

PAGE = "videos_standingrule"
ANSWERS = ("policy", "kids")  # of the bulk actions that a rule can be of
LISTS = ("channels", "labels", "except_channels", "except_labels")
MOST_NAMES = 1_000


class LinesField(forms.CharField):
    """Names, one a line, as a list without blanks and repetitions."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        names = list(dict.fromkeys(_lines(super().clean(value))))
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(f"At most {MOST_NAMES:,} names fit here.")
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it reads otherwise; what the names mean is asked once, when it is cleaned."""
        return _lines(data or "") != list(initial or [])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class ChannelsField(LinesField):
    """Channels by ID, handle or exact title, one a line, as a list of their IDs."""

    def clean(self, value: Any) -> list[str]:
        return [_channel_id(name) for name in super().clean(value)]


def _channel_id(name: str) -> str:
    named = channels_named({name.removeprefix("@").lower()}, Q(channel_id=name) | Q(title=name))
    found = list(named.values_list("channel_id", flat=True)[:2])
    if len(found) != 1:
        wrong = "No channel has" if not found else "Several channels have"
        raise forms.ValidationError(f"{wrong} the ID, handle or title “{name}”. Give a channel ID.")
    return found[0]


def _titles(column: str) -> ArraySubquery:
    """The titles of the channels that a column of a rule lists; of one without a title, its ID."""
    listed = Func(
        F("channel_id"),
        OuterRef(column),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    shown = Coalesce(NullIf("title", Value("", TextField())), "channel_id")
    return ArraySubquery(Channel.objects.filter(listed).annotate(shown=shown).order_by("shown").values("shown"))


class StandingRuleForm(forms.ModelForm):
    """A rule with the answers that its kind asks for. `person` writes it, and may do what it does."""

    person: Any = None
    policy = forms.ChoiceField(choices=policies, required=False, help_text="for “effective policy” and “match policy”")
    kids = forms.ChoiceField(
        label="Made for kids",
        required=False,
        choices=[("", "choose"), ("yes", "made for kids"), ("no", "not made for kids")],
        help_text="for “made for kids”",
    )
    channels = ChannelsField(required=False, help_text="ID, handle or exact title, one a line; blank: all channels")
    labels = LinesField(required=False, help_text="exact names, one a line; the rule is for these channels and labels")
    except_channels = ChannelsField(required=False, label="Except channels")
    except_labels = LinesField(required=False, label="Except labels")

    class Meta:
        model = StandingRule
        fields = ["name", "kind", *ANSWERS, *LISTS, "enabled"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ANSWERS:
            self.fields[name].initial = self.instance.values.get(name, "")

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if (kind := answers.get("kind")) is None:
            return answers
        if not self.person.has_perm(permission_of(kind)):
            self.add_error("kind", "You may not change this in videos, so that you cannot write a rule for it.")
        asked = ACTIONS[kind].form(answers)
        if not asked.is_valid():
            for name, errors in asked.errors.items():
                self.add_error(name, errors)
        self.instance.values = asked.cleaned_data if asked.is_valid() else {}
        return answers


@admin.register(StandingRule)
class StandingRuleAdmin(BoundedAdmin):
    when_empty = "No rule is written. One keeps policies, custom IDs or made-for-kids as they ought to be, every day."
    list_display = ["name", "what", "whom", "state", "applied_at", "ended", "change_set_link"]
    list_filter = ["kind", "enabled"]
    ordering = ["name"]
    sortable_by = ["name"]
    form = StandingRuleForm
    change_form_template = "admin/videos/standingrule/change_form.html"
    fieldsets = [
        (None, {"fields": ["name", "kind", *ANSWERS]}),
        (
            "For which videos",
            {"fields": [*LISTS, "whom"], "description": "Without a channel and a label: for all videos."},
        ),
        ("When", {"fields": ["enabled", "who", "applied_at", "ended", "change_set_link"]}),
    ]
    readonly_fields = ["whom", "who", "applied_at", "ended", "change_set_link"]
    list_select_related = ["change_set", "answerable"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StandingRule]:
        return super().get_queryset(request).annotate(named=_titles("channels"), spared=_titles("except_channels"))

    def get_fieldsets(self, request: HttpRequest, obj: StandingRule | None = None) -> list[tuple[Any, dict[str, Any]]]:
        first, *others = super().get_fieldsets(request, obj)
        return [first if self._writes(request, obj) else (None, {"fields": ["name", "what"]}), *others]

    def get_readonly_fields(self, request: HttpRequest, obj: StandingRule | None = None) -> list[str]:
        fields = super().get_readonly_fields(request, obj)
        return fields if self._writes(request, obj) else [*fields, "what"]

    def _writes(self, request: HttpRequest, obj: StandingRule | None) -> bool:
        return self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: StandingRule | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        return type("Form", (form,), {"person": request.user})

    def has_change_permission(self, request: HttpRequest, obj: StandingRule | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or request.user.has_perm(permission_of(obj.kind)))

    def save_model(self, request: HttpRequest, obj: StandingRule, form: Any, change: bool) -> None:
        """Whoever saves it answers for it; another word than before counts from now on."""
        obj.answerable = request.user
        if not change:
            obj.written_at = timezone.now()
            obj.save(force_insert=True)
            return
        written = {"name", "enabled", "answerable"}
        if set(form.changed_data) - {"name", "enabled"}:
            obj.written_at = timezone.now()
            written |= {"kind", "values", "written_at", *LISTS}
        obj.save(update_fields=written)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.apply_view)
        return [path("<int:pk>/apply/", view, name=f"{PAGE}_apply"), *super().get_urls()]

    def apply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what the rule would change now and, once that was seen, apply it."""
        rule = get_object_or_404(StandingRule.objects.select_related("change_set"), pk=pk)
        if not self.has_view_permission(request, rule) or not request.user.has_perm("videos.view_video"):
            raise PermissionDenied
        if request.method == "POST" and not self.has_change_permission(request, rule):
            raise PermissionDenied
        reason, seen, error = ReasonForm(request.POST or None), None, ""
        try:
            seen = outlook(rule)
            if request.method == "POST" and reason.is_valid():
                if request.POST.get("seen") == self._token(rule, seen):
                    return self._apply(request, rule, reason.cleaned_data["reason"], seen)
                error = "What would change is another than was shown: look at it again, and apply it then."
        except ValueError as refusal:
            error = str(refusal)
        context = {"rule": rule, "seen": seen, "reason": reason, "error": error, "opts": self.opts}
        context |= {"title": f"Apply: {rule.name}", "may_apply": self.has_change_permission(request, rule)}
        if seen is not None:
            context["approval"] = rule_for(seen.fields, seen.touched, seen.irreversible)
            context["token"] = self._token(rule, seen)
        context = {**self.admin_site.each_context(request), "media": self.media, **context}
        return TemplateResponse(request, "admin/videos/standingrule/apply.html", context)

    def _apply(self, request: HttpRequest, rule: StandingRule, reason: str, seen: Any) -> HttpResponse:
        change_set = apply_by_hand(rule, by=request.user, reason=reason, seen=seen)
        tell_outcome(request, change_set)
        may_see = request.user.has_perm("videos.view_changeset")
        return HttpResponseRedirect(change_url(change_set) if may_see else change_url(rule))

    def _token(self, rule: StandingRule, seen: Any) -> str:
        return token_of({"rule": rule.pk, "written": rule.written_at.isoformat()}, seen)

    @admin.display(description="who answers for it")
    def who(self, rule: StandingRule) -> str:
        return rule.answerable.get_username() if rule.answerable_id else "–"

    @admin.display(description="sets")
    def what(self, rule: StandingRule) -> str:
        return ACTIONS[rule.kind].words(rule.values)

    @admin.display(description="for")
    def whom(self, rule: StandingRule) -> str:
        if rule.pk is None:
            return "–"
        named, spared = [*rule.named, *rule.labels], [*rule.spared, *rule.except_labels]
        meant = _few(named) if named else "all videos"
        return f"{meant}, except {_few(spared)}" if spared else meant

    @admin.display(description="every day", ordering="enabled")
    def state(self, rule: StandingRule) -> SafeString:
        return badge("applied" if rule.enabled else "draft", "on" if rule.enabled else "off")

    @admin.display(description="last time")
    def ended(self, rule: StandingRule) -> str:
        if rule.outcome or not rule.change_set:
            return rule.outcome or "–"
        done = rule.change_set
        videos = counted(done.videos, "video") if done.videos else "nothing left to change"
        return f"{done.get_status_display()}: {videos}, {done.skipped:,} left alone"

    @admin.display(description="change set")
    def change_set_link(self, rule: StandingRule) -> SafeString | str:
        return row_link(rule.change_set)


def _few(names: list[str]) -> str:
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
