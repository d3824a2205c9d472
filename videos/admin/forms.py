"""The form of a video: it knows what the person saw, so that nobody's change is overwritten unseen."""

from typing import Any

from django import forms

from cmsmeta.lib.cells import value_text
from videos.fields import editable_fields
from videos.models import Video

ONE_LINE = forms.TextInput(attrs={"class": "vTextField"})
LISTS_BY = "|"  # as in YouTube's own templates, since names hold commas


class VideoForm(forms.ModelForm):
    class Meta:
        model = Video
        fields = list(editable_fields())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = value.replace("\r\n", "\n")
        for name in self.changed_data:
            if name in values:
                self._refuse_if_changed_meanwhile(name, values[name])
        return values

    def _refuse_if_changed_meanwhile(self, name: str, yours: Any) -> None:
        field, bound = self.fields[name], self[name]
        seen = field.to_python(self.data.get(bound.html_initial_name))
        now = self.initial.get(name)
        if _plain(now) in (_plain(seen), _plain(yours)):
            return
        # The next save is made knowing what stands there now.
        self.data = self.data.copy()
        self.data[bound.html_initial_name] = field.prepare_value(now)
        self.add_error(
            name,
            f"Somebody changed this meanwhile to “{value_text(now)}”. Yours is “{value_text(yours)}”: "
            "save again to put it in place of theirs.",
        )

    def changed_values(self) -> dict[str, Any]:
        """Give what the person changed: field name → value."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value or None if isinstance(value, list) else value
