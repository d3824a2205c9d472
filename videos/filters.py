"""The filters of videos, as they stand in an address: the list, saved filters, bulk actions and the API share them."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet, Value
from django.utils.functional import cached_property

from cmsmeta.lib.filtersets import NamedFilterSet
from videos.agreement import Agreement, in_agreement
from videos.conditions import GAPS
from videos.fields import FIELDS
from videos.in_use import in_use
from videos.models import Change, Occurrence, OpenEdit, PastedList, Short, Video
from videos.models.statistics import band

MOST = 2**63 - 1
YES_NO = [("yes", "yes"), ("no", "no")]
# Seconds from, and up to but without.
LENGTHS = {
    "60": ("up to 1 minute", 0, 61),
    "180": ("1 to 3 minutes", 61, 181),
    "600": ("3 to 10 minutes", 181, 601),
    "1200": ("10 to 20 minutes", 601, 1201),
    "3600": ("20 to 60 minutes", 1201, 3601),
    "more": ("over an hour", 3601, MOST),
}
LACKING = {"isrc": "ISRC", "upc": "UPC", "custom_id": "custom ID"}


def stored(label: str, column: str) -> django_filters.CharFilter:
    """A filter that offers the values which an indexed column holds; `VideoFilterSet.offered` has them."""
    return django_filters.CharFilter(column, label=label, widget=forms.Select, max_length=1000)


def choice(label: str, choices: Any, method: str, **kwargs: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, method=method, empty_label="any", **kwargs)


def typed(label: str, method: str, hint: str) -> django_filters.CharFilter:
    """A filter that a person types, for columns with too many values to choose from."""
    widget = forms.TextInput(attrs={"placeholder": hint, "autocomplete": "off"})
    return django_filters.CharFilter(label=label, method=method, widget=widget, max_length=200)


def day(label: str, column: str, take: Callable[[QuerySet, str, Any], QuerySet]) -> django_filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(column, label=label, method=take, widget=widget)


def by_number(label: str, method: str) -> django_filters.NumberFilter:
    """A filter by the number of a change set."""
    widget = forms.NumberInput(attrs={"placeholder": "Number of a change set", "min": 1})
    return django_filters.NumberFilter(label=label, method=method, min_value=1, max_value=MOST, widget=widget)


def views(label: str, lookup: str) -> django_filters.NumberFilter:
    """A filter by views, whose index holds bands of them."""

    def take(rows: QuerySet, column: str, value: int) -> QuerySet:
        within = {f"{column}__{lookup}": value, f"{column}_band__{lookup}": band(Value(int(value)))}
        return rows.filter(**within)

    widget = forms.NumberInput(attrs={"min": 0, "step": 1})
    return django_filters.NumberFilter(
        "statistics__views", label=label, method=take, min_value=0, max_value=MOST, widget=widget
    )


def _begin(date: datetime) -> datetime:
    return datetime.combine(date, time.min, UTC)


def _from_day(rows: QuerySet, column: str, value: datetime) -> QuerySet:
    return rows.filter(**{f"{column}__gte": _begin(value)})


def _to_day(rows: QuerySet, column: str, value: datetime) -> QuerySet:
    """The day named is one of them."""
    return rows.filter(**{f"{column}__lt": _begin(value) + timedelta(days=1)})


class VideoFilterSet(NamedFilterSet):
    """Every filter is carried by an index, or stops at the first page of videos that fit."""

    channel = typed("channel", "by_channel", "ID, handle, address or exact title")
    policy = stored("policy", "effective_policy")
    privacy = choice("privacy", Video.Privacy.choices[1:], "by_privacy")
    category = stored("category", "category")
    length = choice("length", [(key, words) for key, (words, *_) in LENGTHS.items()], "by_length")
    short = choice("Short", [*Short.Verdict.choices[1:], ("unknown", "not known")], "by_verdict")
    published_from = day("published from", "time_published", _from_day)
    published_to = day("published to", "time_published", _to_day)
    views_from = views("views from", "gte")
    views_to = views("views to", "lte")

    asset = typed("asset", "by_asset", "Asset ID")
    has_asset = choice("has an asset", YES_NO, "by_having_an_asset")
    custom_id = choice("custom ID", [("differs", "not what the channel expects")], "by_custom_id")
    label = typed("label", "by_label", "Exact name")
    genre = typed("genre", "by_genre", "Exact name")
    claimed = choice(
        "claims",
        [("us", "claimed by us"), ("another", "claimed by another owner"), ("none", "not claimed by us")],
        "by_claims",
    )
    lacks = django_filters.MultipleChoiceFilter(
        label="lacks",
        choices=[(name, LACKING.get(name, name)) for name in GAPS],
        method="by_lack",
        widget=forms.CheckboxSelectMultiple,
    )
    invalid = choice("invalid code", [("any", "ISRC or UPC"), ("isrc", "ISRC"), ("upc", "UPC")], "by_invalid_code")
    ads = choice("ads", [("off", "off though monetized")], "by_ads")

    youtube = choice("with YouTube", Agreement.choices, "by_agreement")
    edits = choice("open edits", [("any", "any"), *OpenEdit.State.choices], "by_open_edits")
    administered = choice("administered", YES_NO, "by_care")
    seen = choice("newest report", [("yes", "lists it"), ("no", "no longer lists it")], "by_sight")
    not_seen_since = day("not seen since, at the latest", "not_seen_since", _to_day)
    change_set = by_number("changed by change set", "by_change_set")
    field = choice("changed in it", sorted((name, name.replace("_", " ")) for name in FIELDS), "by_field")
    first_seen = by_number("first seen by change set", "by_first_sight")
    gone_in = by_number("gone in change set", "by_occurrence")
    back_in = by_number("back in change set", "by_occurrence")
    paste = django_filters.CharFilter(label="pasted list", method="by_paste", widget=forms.HiddenInput)

    SECTIONS = (
        ("Video", "channel policy privacy category length short published_from published_to views_from views_to"),
        ("Asset", "asset has_asset custom_id label genre claimed invalid ads lacks"),
        ("Work", "youtube edits administered seen not_seen_since change_set field first_seen gone_in back_in"),
    )

    pasted: PastedList | None = None

    @cached_property
    def offered(self) -> dict[str, list[str]]:
        """The values that filters by stored ones offer, by their names."""
        return in_use(40, merging=getattr(self.request, "newest_key", None) is not None)

    def by_channel(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.of_channel(value)

    def by_privacy(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(privacy_status=value)

    def by_length(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        _, least, beyond = LENGTHS[value]
        return rows.filter(video_length__gte=least, video_length__lt=beyond)

    def by_verdict(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == Short.Verdict.UNKNOWN:
            return rows.not_judged()
        return rows.judged(value)

    def by_asset(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(asset_id=value)

    def by_having_an_asset(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(asset_id="") if value == "no" else rows.exclude(asset_id="")

    def by_custom_id(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.with_unexpected_custom_id()

    def by_label(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(label=value).exclude(label="")

    def by_genre(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(genre__contains=[value]).exclude(genre=[])

    def by_claims(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "another":
            return rows.owned_by_another()
        return rows.filter(claimed_by_this_owner=value == "us")

    def by_lack(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        return rows.lacking(value)

    def by_invalid_code(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.with_invalid("" if value == "any" else value)

    def by_ads(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.ads_off()

    def by_agreement(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return in_agreement(rows, value)

    def by_open_edits(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.with_open_edit(*([] if value == "any" else [value]))

    def by_care(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(administered=value == "yes")

    def by_sight(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(not_seen_since__isnull=value == "yes")

    def by_change_set(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return rows.changed_by(int(value))

    def by_field(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Of one change set only: by itself it would pick from the whole log."""
        change_set = self.form.cleaned_data.get("change_set")
        if not change_set:
            return rows
        changed = Change.objects.filter(change_set=int(change_set), field=value)
        return rows.filter(pk__in=changed.values("video_id"))

    def by_first_sight(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return rows.filter(first_seen=int(value))

    def by_occurrence(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return rows.filter(video_id__in=Occurrence.keys(f"video_{name.removesuffix('_in')}", int(value)))

    def by_paste(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        self.pasted = PastedList.objects.filter(digest=value).first()
        return rows.pasted(self.pasted.text) if self.pasted else rows.none()
