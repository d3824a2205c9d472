"""The form of a video: YouTube's limits, and what the person saw, so that nobody's change is overwritten unseen."""

from typing import Any

from django import forms

from videos.admin.meanwhile import TAKE_THEIRS, UNANSWERED, change_to, changed_meanwhile, hold
from videos.admin.widgets import with_value
from videos.fields import editable_fields
from videos.models import Video
from videos.rules import normalised, problems


class VideoForm(forms.ModelForm):
    """`held` is what the video holds at the moment of saving, locked; a form that is alone finds that out itself."""

    held: dict[str, Any] | None = None

    class Media:
        js = [forms.Script("cmsmeta/edit.js", defer=True)]
        css = {"all": ["cmsmeta/edit.css"]}

    class Meta:
        model = Video
        fields = list(editable_fields())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken_from_others: set[str] = set()
        for name, field in self.fields.items():
            field.show_hidden_initial = True
            if isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.Select):
                field.choices = with_value(field.choices, self.initial.get(name) or "")

    def clean(self) -> dict[str, Any]:
        if self.instance.pk is None:
            raise forms.ValidationError("This video is not in the catalogue.")
        values = super().clean() or self.cleaned_data
        changed = [name for name in self.changed_data if name in values]
        if changed and self.held is None:
            self.held = hold([self.instance.pk], changed)[self.instance.pk]
        for name in changed:
            values[name] = normalised(name, values[name])
            if self._settled_with_others(name, values[name]):
                for problem in problems(name, values[name]):
                    self.add_error(name, problem)
        return values

    def _settled_with_others(self, name: str, yours: Any) -> bool:
        """Whether `yours` may be judged and written: nobody changed the field meanwhile, or the person has chosen."""
        field, bound, theirs = self.fields[name], self[name], self.held[name]
        shown = field.prepare_value(theirs)
        now, seen = (_plain(field.to_python(value)) for value in (shown, self.data.get(bound.html_initial_name)))
        choice = f"{bound.html_name}-meanwhile"
        answer = self.data.get(choice)
        if answer == TAKE_THEIRS:
            self.taken_from_others.add(name)
            self._show_again(**{bound.html_initial_name: shown, bound.html_name: shown})
            return False
        if answer != UNANSWERED and now in (seen, _plain(yours)):
            return True
        # The next save is made knowing what stands there now.
        self._show_again(**{bound.html_initial_name: shown})
        change = change_to(theirs, video=self.instance.pk, field=name)
        self.add_error(name, changed_meanwhile(change, name, theirs=theirs, yours=yours, choice=choice))
        return False

    def _show_again(self, **values: Any) -> None:
        self.data = self.data.copy()
        for name, value in values.items():
            self.data[name] = value

    def _get_validation_exclusions(self) -> set[str]:
        """Leave the model's own checks out: `edit_videos` judges, and what YouTube holds must not stop an edit."""
        return {field.name for field in self._meta.model._meta.get_fields()}

    def changed_values(self) -> dict[str, Any]:
        """Give what the person changed: field name → value."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name not in self.taken_from_others}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value or None if isinstance(value, list) else value
