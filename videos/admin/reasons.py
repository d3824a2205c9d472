"""The form of the page of a video, which asks for a reason where a change needs one."""

from functools import cached_property
from typing import Any

from django import forms

from videos.admin.forms import VideoForm
from videos.approvals import rule_for
from videos.bulk.actions import EDIT
from videos.bulk.preview import preview
from videos.bulk.selection import Selection

REASON = "reason"


class ReasonedForm(VideoForm):
    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="It stands in the history. From private to public, and back, goes with a reason only.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[REASON].show_hidden_initial = False

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields of the video that the person changed: a reason alone is no change."""
        return [name for name in super().changed_data if name != REASON]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors and self.changed_data and not values.get(REASON):
            self._ask_for_a_reason()
        return values

    def _ask_for_a_reason(self) -> None:
        seen = preview(EDIT, Selection(ids=(self.instance.pk,)), self.changed_values())
        if seen.irreversible:
            self.add_error(
                REASON,
                "It would go from private to public, or from public to private. That cannot quite be taken back, since "
                "what was seen stays seen, and links and playlists may lose it: say why.",
            )
        elif rule := rule_for(seen.fields, seen.touched, seen.irreversible):
            self.add_error(REASON, f"A second person has to approve this ({rule}): say why you ask for it.")
