"""The questions that each bulk action asks; their answers are JSON."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from videos.approvals import AD_FORMATS
from videos.in_use import in_use
from videos.models import Policy, Short, Video
from videos.observe.edge import newest_key
from videos.rules import CATEGORIES, LISTS_BY, help_text, normalised, problems

WHOLE_WORLD = [f"{act} in all countries" for act in ("Monetize", "Track", "Block")]
MANY = 200
LEFT_AS_IT_IS = ("", "leave as it is")
ON_OFF = [LEFT_AS_IT_IS, ("yes", "on"), ("no", "off")]
ALLOWED = [LEFT_AS_IT_IS, ("yes", "allowed"), ("no", "not allowed")]
PERMISSIONS = ("embedding_allowed", "ratings_allowed", "comments_allowed")


def name_of(field: str) -> str:
    """A field's name as people read it."""
    return str(Video._meta.get_field(field).verbose_name)


def policies() -> list[tuple[str, str]]:
    listed = Policy.objects.filter(missing_since=None).exclude(name__in=["", *WHOLE_WORLD]).order_by("name")
    saved = list(listed.values_list("name", flat=True).distinct()[:MANY])
    known = {"", *WHOLE_WORLD, *saved}
    others = [value for value in in_use(MANY, merging=newest_key() is not None)["policy"] if value not in known]
    groups = {"The whole world": WHOLE_WORLD, "Saved at YouTube": saved, "In use": others}
    return [("", "choose"), *((name, [(one, one) for one in values]) for name, values in groups.items() if values)]


class NamesField(forms.CharField):
    """Names with | between them, as a list without blanks and repetitions."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=5000, **kwargs)

    def clean(self, value: Any) -> list[str]:
        names = [" ".join(name.split()) for name in super().clean(value).split(LISTS_BY)]
        return list(dict.fromkeys(filter(None, names)))


class PolicyForm(forms.Form):
    policy = forms.ChoiceField(choices=policies)


class _FlagsForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError("Nothing is chosen yet: set one of these at least.")
        return self.cleaned_data


def flags_form(fields: tuple[str, ...], choices: list[tuple[str, str]]) -> type[forms.Form]:
    """A form that sets each of `fields` to yes or no, or leaves it as it is."""
    made = {
        field: forms.ChoiceField(choices=choices, required=False, label=name_of(field).capitalize()) for field in fields
    }
    return type("FlagsForm", (_FlagsForm,), made)


AdsForm = flags_form(AD_FORMATS, ON_OFF)
PermissionsForm = flags_form(PERMISSIONS, ALLOWED)


class PrivacyForm(forms.Form):
    privacy = forms.ChoiceField(choices=[("", "choose"), *Video.Privacy.choices[1:]])


class KidsForm(forms.Form):
    kids = forms.ChoiceField(
        label="They are",
        choices=[("", "choose"), ("yes", "made for kids"), ("no", "not made for kids")],
        help_text="what we declare; the setting in force is YouTube's word",
    )


class CategoryForm(forms.Form):
    category = forms.ChoiceField(choices=[("", "choose"), *((one, one) for one in CATEGORIES)])


class LabelForm(forms.Form):
    label = forms.CharField(required=False, help_text=f"{help_text('label')} Blank takes the label away.")

    def clean_label(self) -> str:
        label = normalised("label", self.cleaned_data["label"])
        if wrong := problems("label", label):
            raise forms.ValidationError(wrong)
        return label


class NamesForm(forms.Form):
    do = forms.ChoiceField(
        label="What to do",
        choices=[
            ("add", "add these names"),
            ("remove", "remove these names"),
            ("replace", "replace this name by another"),
            ("set", "set the list to these names"),
        ],
    )
    names = NamesField(required=False, help_text=f"several with {LISTS_BY} between them")
    by = NamesField(required=False, label="By", help_text="the name that stands in its place; for “replace” only")

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        do, names, by = answers.get("do"), answers.get("names", []), answers.get("by", [])
        if do != "set" and "names" in answers and not names:
            self.add_error("names", "Name one at least.")
        elif do == "replace" and (len(names) != 1 or len(by) != 1):
            self.add_error("by", "Replace one name by one other name.")
        elif do != "replace" and by:
            self.add_error("by", "Only “replace” takes this: leave it blank.")
        return answers


class TitleForm(forms.Form):
    find = forms.CharField(strip=False, max_length=100, help_text="taken literally, blanks too")
    by = forms.CharField(
        strip=False,
        max_length=100,
        required=False,
        label="Replace by",
        help_text="blank takes the text away",
        validators=[RegexValidator(r"\A[^\r\n\t]*\Z", "A title is one line, without tabs.")],
    )
    any_case = forms.BooleanField(required=False, label="Find it in capitals and small letters alike")


class NothingForm(forms.Form):
    """The action needs no answer."""


class CareForm(forms.Form):
    administered = forms.ChoiceField(
        label="Somebody looks after them", choices=[("", "choose"), ("yes", "yes"), ("no", "no")]
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}), label="Note"
    )

    def clean_note(self) -> str:
        return self.cleaned_data["note"].replace("\r\n", "\n")


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(label="They are", choices=[("", "choose"), *Short.Verdict.choices[1:]])
