"""Editing in the list of videos: the fields that staff change most, many rows at once, as one change set."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseModelFormSet, modelformset_factory
from django.http import HttpRequest, HttpResponse

from cmsmeta.lib.cells import list_url
from cmsmeta.lib.drawn import Direct
from videos.admin.finding import LIST, SAVED, VideoChangeList
from videos.admin.forms import VideoForm
from videos.admin.meanwhile import hold
from videos.edit_each import edit_each, two_for_one_asset
from videos.models import Video

EDIT = "edit"
PRIVACY = "privacy_status"
EDITED = ("title", "category", "privacy_status", "custom_id", "label", "administered")
COLUMNS = ["picture", "page", "views", *EDITED]
DRAWN = Direct()
ROWS = 50  # each has its fields twice, as typed and as seen, and Django takes a thousand fields


class ListForm(VideoForm):
    """One row: its fields have no labels to be seen, so each says what it is, and of which video."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label} of {self.instance.video_id}"

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if {self.initial.get(PRIVACY), values.get(PRIVACY)} == {Video.Privacy.PUBLIC, Video.Privacy.PRIVATE}:
            self.add_error(
                PRIVACY, "To make a private video public, or a public one private, open its page and say why."
            )
        return values


class ListFormSet(BaseModelFormSet):
    """The rows of a page. They are locked, read and edited in one go, not row by row.

    `edit` writes what they ask for (key → field name → value), or raises ValueError.
    """

    edit: Callable[[dict[int, dict[str, Any]]], None]

    def get_queryset(self) -> QuerySet[Video]:
        return self.queryset  # in the order of the list, which may be no query any more

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        # Django's own field would look its video up again, row by row.
        form.fields["id"] = forms.IntegerField(initial=form.instance.pk, widget=forms.HiddenInput)

    def full_clean(self) -> None:
        if self.is_bound:
            changed = [form for form in self.forms if form.instance.pk and form.has_changed()]
            names = {name for form in changed for name in form.changed_data if name in EDITED}
            held = hold([form.instance.pk for form in changed], names) if names else {}
            for form in changed:
                form.held = held.get(form.instance.pk)
        super().full_clean()

    def clean(self) -> None:
        """Edit all rows in one go: what is refused, by whatever rule, comes back with all that was typed."""
        changed = {form.instance.pk: form for form in self.forms if form.has_changed() and form.is_valid()}
        values = {key: form.changed_values() for key, form in changed.items()}
        assets = {key: form.instance.asset_id for key, form in changed.items()}
        for key, name in two_for_one_asset(values, assets).items():
            changed[key].add_error(
                name, f"Another row gives asset {assets[key]} another value, and an asset has one: give both the same."
            )
        if not any(self.errors):
            try:
                self.edit(values)
            except ValueError as refusal:
                raise forms.ValidationError(str(refusal)) from refusal


class EditingChangeList(VideoChangeList):
    """A list that may be edited: `editing` tells whether it is, `may_edit` whether the person may."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str] | None = None) -> QuerySet:
        self.may_edit = self.model_admin.has_change_permission(request)
        self.editing = self.model_admin.is_editing(request)
        return super().get_queryset(request, exclude_parameters)

    def apply_select_related(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("statistics") if self.editing else super().apply_select_related(rows)

    def get_results(self, request: HttpRequest) -> None:
        if self.editing:
            self.list_editable, self.list_per_page = EDITED, ROWS
        super().get_results(request)

    @property
    def address_of_editing(self) -> str:
        return f"?{'&'.join(filter(None, [self.address, f'{EDIT}=1']))}"

    @property
    def address_of_reading(self) -> str:
        return f"?{self.address}"

    @property
    def address(self) -> str:
        return self.named_query({SAVED, EDIT})


class ListEditing(admin.ModelAdmin):
    """The part of the admin of videos that edits in the list, which `?edit=1` switches on."""

    list_parameters = (SAVED, EDIT)

    def is_editing(self, request: HttpRequest) -> bool:
        return request.GET.get(EDIT) == "1" and self.has_change_permission(request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[EditingChangeList]:
        return EditingChangeList

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return COLUMNS if self.is_editing(request) else super().get_list_display(request)

    def get_list_display_links(self, request: HttpRequest, list_display: list[str]) -> list[str]:
        return ["page"] if self.is_editing(request) else super().get_list_display_links(request, list_display)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {} if self.is_editing(request) else super().get_actions(request)

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> type[BaseModelFormSet]:
        callback = partial(self.formfield_for_dbfield, request=request)
        made = modelformset_factory(
            Video,
            form=ListForm,
            formset=ListFormSet,
            extra=0,
            fields=EDITED,
            formfield_callback=callback,
            renderer=DRAWN,
        )
        made.edit = staticmethod(partial(self._edit_all, request))
        return made

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method != "POST" or not self.is_saving_list(request):
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            response = super().changelist_view(request, extra_context)
        if hasattr(response, "context_data"):
            changes = response.context_data["cl"]
            # The list may have moved meanwhile: what comes back is what was typed, beside its own videos.
            changes.result_list = [form.instance for form in changes.formset.forms]
        return response

    def is_saving_list(self, request: HttpRequest) -> bool:
        """Whether rows of the list are saved, which the set of their forms does itself."""
        return "_save" in request.POST and request.path == list_url(LIST) and self.is_editing(request)

    def log_change(self, request: HttpRequest, obj: Video, message: Any) -> Any:
        """Leave Django's own log of rows to the page of one video: the change set tells of them all."""
        return None if self.is_saving_list(request) else super().log_change(request, obj, message)

    def _edit_all(self, request: HttpRequest, edits: dict[int, dict[str, Any]]) -> None:
        done = edit_each(edits, actor=request.user, label=f"Edited {len(edits)} in the list")
        if done and done.videos > len(edits):
            text = (
                f"{done.videos:,} videos were changed in all: custom ID and label belong to the assets of these videos."
            )
            self.message_user(request, text, messages.INFO)

    @admin.display(description="video")
    def page(self, video: Video) -> str:
        return video.video_id
