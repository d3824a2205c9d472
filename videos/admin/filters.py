"""Filters of the lists around videos. Each is carried by an index, or stops at the first hundred rows that fit."""

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest

from cmsmeta.lib.lists import InputFilter
from videos.fields import FIELDS
from videos.models import Occurrence, Video


class ChangesOfSetFilter(InputFilter):
    title = "change set"
    parameter_name = "change_set"
    hint = "Number of a change set"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        return queryset.filter(change_set=self.value()) if is_key(self.value()) else queryset.none()


class ByVideoFilter(InputFilter):
    """By YouTube's ID of the video, of rows whose `video` is the catalogue's key."""

    title = "video"
    parameter_name = "video_id"
    hint = "Video ID"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        keys = list(Video.objects.filter(video_id=self.value()).values_list("pk", flat=True))
        return queryset.filter(video__in=keys)


class BySetFilter(InputFilter):
    """By a change set that a column of the row names."""

    hint = "Number of a change set"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        return self.pick(queryset, int(self.value())) if is_key(self.value()) else queryset.none()

    def pick(self, queryset: QuerySet, change_set: int) -> QuerySet:
        return queryset.filter(**{self.parameter_name: change_set})


class FirstSeenFilter(BySetFilter):
    title = "first seen by change set"
    parameter_name = "first_seen"


def occurred(title: str, parameter: str, what: str, key: str) -> type[BySetFilter]:
    """Give a filter by the change set in which this befell the row, whose column `key` holds its ID."""

    class OccurrenceFilter(BySetFilter):
        def pick(self, queryset: QuerySet, change_set: int) -> QuerySet:
            return queryset.filter(**{f"{key}__in": Occurrence.keys(what, change_set)})

    return type(f"{parameter}_filter", (OccurrenceFilter,), {"title": title, "parameter_name": parameter})


class FieldFilter(admin.SimpleListFilter):
    """Of a log of a hundred million rows a field alone picks too many: it narrows a change set or a video."""

    title = "field"
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        if not (request.GET.get("change_set") or request.GET.get("video_id") or request.GET.get("field")):
            return []
        return [(name, label_of(name)) for name in sorted(FIELDS)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(field=self.value()) if self.value() else queryset


def is_key(text: str) -> bool:
    """Whether `text` may be a primary key: a larger number is no error, it just is none."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def label_of(field: str) -> str:
    """A field's name as people read it."""
    try:
        return str(Video._meta.get_field(field).verbose_name)
    except FieldDoesNotExist:
        return field.replace("_", " ")
