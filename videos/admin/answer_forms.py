"""The forms by which people answer conflicts, and the sentences that say what became of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst

from cmsmeta.lib.cells import change_url, counted, link
from videos.admin.widgets import form_field
from videos.approvals import UNDO
from videos.conflicts import Answered
from videos.models import Video
from videos.resolve import Choice
from videos.rules import normalised, problems

WORDS = {
    Choice.OURS: "Keep ours",
    Choice.THEIRS: "Take theirs",
    Choice.OTHER: "Set another value",
}
DOES = {
    Choice.OURS: "What we want is pushed again, over what YouTube holds now.",
    Choice.THEIRS: "The videos take what YouTube holds, and our edits of these fields are given up.",
    Choice.OTHER: "The value is pushed over what YouTube holds now.",
}


class AnswerForm(forms.Form):
    """What to do with conflicts of one field, or of several where no value is typed.

    `field` is the name of the one; None leaves the value out. `reason_needed`: for more than one conflict.
    """

    reason = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.TextInput({"class": "vTextField"}),
        help_text="why: it stands in the history for everybody",
    )

    def __init__(self, *args: Any, field: str | None = None, reason_needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field = field
        if field:
            self.fields = {"value": value_field(field), **self.fields}
        self.fields["reason"].required = reason_needed

    def clean_value(self) -> Any:
        value = normalised(self.field, self.cleaned_data["value"])
        if wrong := problems(self.field, value):
            raise forms.ValidationError(wrong)
        return value


class ChoiceForm(AnswerForm):
    """The answer to one conflict: the value counts only where another one is chosen."""

    choice = forms.ChoiceField(choices=list(WORDS.items()), widget=forms.RadioSelect, label="Answer")

    def clean_value(self) -> Any:
        return super().clean_value() if self.data.get("choice") == Choice.OTHER else None


def value_field(name: str) -> forms.Field:
    """The form field that takes a value of a video's field, as on the page of the video."""
    column = Video._meta.get_field(name)
    made = form_field(column) or column.formfield(required=False)
    made.label, made.required = capfirst(column.verbose_name), False
    return made


def tell(request: HttpRequest, answered: Answered, asked: int) -> None:
    """Say what became of an answer to `asked` conflicts."""
    if answered.changed:
        number = len(answered.changed)
        text = f"{number:,} of these conflicts are" if asked > 1 else "This conflict is"
        messages.warning(
            request,
            f"{text} another than you have seen: somebody, or YouTube, changed the value meanwhile. "
            "Nothing was answered there. Look again, and decide anew.",
        )
    done = answered.change_set
    if done is None:
        if not answered.changed:
            messages.info(request, "Somebody else has answered this meanwhile.")
        return
    said = f"{done.label}: {counted(done.videos, 'video')}."
    if done.changes and request.user.has_perms([UNDO, "videos.view_changeset"]):
        said = format_html("{} {}", said, link(f"{change_url(done)}../undo/", "Undo"))
    messages.success(request, said)
