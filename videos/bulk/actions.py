"""The bulk actions: what each asks, which permission it needs, and what it sets. A new one is one more row here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms

from videos.approvals import AD_FORMATS, CHANGE_MONETIZATION, CHANGE_SHORT, CHANGE_VIDEO
from videos.bulk import forms
from videos.bulk.settings import (
    ARTISTS_LIMIT,
    NO_ASSET,
    NOT_ACTIVE,
    SETTLED,
    TAGS_LIMIT,
    TITLE_LIMITS,
    Setting,
    appended_line,
    constant,
    expected_custom_id,
    left_to_people,
    name_replaced,
    names_added,
    names_removed,
    replaced_text,
)
from videos.fields import FIELDS, SHORT_VERDICT, Field
from videos.models import Short, Video

Values = Mapping[str, Any]
SAME = "so already"


@dataclass(frozen=True, slots=True)
class Action:
    """What people can do to many videos at once.

    `form` asks for the values; `settings` makes of them what each field is given, and `words` a line for the change
    set. `same`: what is said of videos that would not change. `answers_conflicts`: it may answer a conflict.
    """

    name: str
    label: str
    group: str
    permission: str
    form: type[django_forms.Form]
    settings: Callable[[Values], list[Setting]]
    words: Callable[[Values], str]
    same: str = SAME
    answers_conflicts: bool = False


def _flags(values: Values) -> list[Setting]:
    return [constant(FIELDS[name], value == "yes") for name, value in values.items() if value]


def _flags_words(values: Values) -> str:
    return "Set " + ", ".join(f"{forms.name_of(name)}: {value}" for name, value in values.items() if value)


def _names(field: Field, *obstacles: tuple[str, str]) -> Callable[[Values], list[Setting]]:
    def settings(values: Values) -> list[Setting]:
        names = values["names"]
        match values["do"]:
            case "add":
                return [names_added(field, names, *obstacles)]
            case "remove":
                return [names_removed(field, names, *obstacles)]
            case "replace":
                return [name_replaced(field, names[0], values["by"][0], *obstacles)]
            case _:
                return [constant(field, names, *obstacles)]

    return settings


def _names_words(what: str) -> Callable[[Values], str]:
    def words(values: Values) -> str:
        names = ", ".join(f"“{name}”" for name in values["names"]) or "nothing"
        match values["do"]:
            case "add":
                return f"Added {what} {names}"
            case "remove":
                return f"Removed {what} {names}"
            case "replace":
                return f"Replaced {what} {names} by “{values['by'][0]}”"
            case _:
                return f"Set {what} to {names}"

    return words


def _edited(values: Values) -> list[Setting]:
    return [constant(FIELDS[name], value) for name, value in values.items()]


MONEY, WORDS, SEEN, STAFF = "Monetization", "Metadata", "Publishing", "Staff"

ACTIONS: dict[str, Action] = {
    action.name: action
    for action in [
        Action(
            "policy",
            "Set effective policy",
            MONEY,
            CHANGE_MONETIZATION,
            forms.PolicyForm,
            lambda values: [constant(FIELDS["effective_policy"], values["policy"])],
            lambda values: f"Set effective policy to “{values['policy']}”",
        ),
        Action(
            "match",
            "Set match policy",
            MONEY,
            CHANGE_MONETIZATION,
            forms.PolicyForm,
            lambda values: [constant(FIELDS["match_policy"], values["policy"], NO_ASSET)],
            lambda values: f"Set match policy to “{values['policy']}”",
        ),
        Action(
            "release",
            "Release claims",
            MONEY,
            CHANGE_MONETIZATION,
            forms.NothingForm,
            lambda values: [constant(FIELDS["claimed_status"], "inactive", NOT_ACTIVE)],
            lambda values: "Released claims",
            same="released already",
        ),
        Action("ads", "Set ad formats", MONEY, CHANGE_MONETIZATION, forms.AdsForm, _flags, _flags_words),
        Action(
            "privacy",
            "Set privacy",
            SEEN,
            CHANGE_VIDEO,
            forms.PrivacyForm,
            lambda values: [constant(FIELDS["privacy_status"], values["privacy"])],
            lambda values: f"Set privacy to {values['privacy']}",
        ),
        Action(
            "permissions",
            "Set embedding, ratings and comments",
            SEEN,
            CHANGE_VIDEO,
            forms.PermissionsForm,
            _flags,
            _flags_words,
        ),
        Action(
            "kids",
            "Declare made for kids or not",
            SEEN,
            CHANGE_VIDEO,
            forms.KidsForm,
            lambda values: [constant(FIELDS["self_declared_made_for_kids"], values["kids"] == "yes", SETTLED)],
            lambda values: f"Declared {'' if values['kids'] == 'yes' else 'not '}made for kids",
        ),
        Action(
            "category",
            "Set category",
            WORDS,
            CHANGE_VIDEO,
            forms.CategoryForm,
            lambda values: [constant(FIELDS["category"], values["category"])],
            lambda values: f"Set category to “{values['category']}”",
        ),
        Action(
            "label",
            "Set label",
            WORDS,
            CHANGE_VIDEO,
            forms.LabelForm,
            lambda values: [constant(FIELDS["label"], values["label"], NO_ASSET)],
            lambda values: f"Set label to “{values['label']}”",
        ),
        *[
            Action(
                name,
                f"Change {what}",
                WORDS,
                CHANGE_VIDEO,
                forms.NamesForm,
                _names(FIELDS[name], *obstacles),
                _names_words(what),
            )
            for name, what, obstacles in [
                ("artist", "artists", (NO_ASSET, ARTISTS_LIMIT)),
                ("genre", "genres", (NO_ASSET,)),
                ("tags", "tags", (TAGS_LIMIT,)),
            ]
        ],
        Action(
            "title",
            "Find and replace in titles",
            WORDS,
            CHANGE_VIDEO,
            forms.TitleForm,
            lambda values: [
                replaced_text(FIELDS["title"], values["find"], values["by"], *TITLE_LIMITS, any_case=values["any_case"])
            ],
            lambda values: f"Replaced “{values['find']}” by “{values['by']}” in titles",
            same="without that text",
        ),
        Action(
            "custom_id",
            "Set the custom ID that the channel expects",
            WORDS,
            CHANGE_VIDEO,
            forms.NothingForm,
            lambda values: [expected_custom_id(FIELDS["custom_id"])],
            lambda values: "Set the custom ID that the channel expects",
        ),
        Action(
            "administered",
            "Mark as administered or not",
            STAFF,
            CHANGE_VIDEO,
            forms.CareForm,
            lambda values: [constant(FIELDS["administered"], values["administered"] == "yes")],
            lambda values: f"Marked as {'' if values['administered'] == 'yes' else 'not '}administered",
        ),
        Action(
            "note",
            "Add a note",
            STAFF,
            CHANGE_VIDEO,
            forms.NoteForm,
            lambda values: [appended_line(FIELDS["notes"], values["note"])],
            lambda values: "Added a note",
        ),
        Action(
            "short",
            "Verify as a Short or not",
            STAFF,
            CHANGE_SHORT,
            forms.VerdictForm,
            lambda values: [constant(SHORT_VERDICT, values["verdict"])],
            lambda values: f"Verified as {Short.Verdict(values['verdict']).label}",
        ),
    ]
}

# The page of a video, where an edit of it waits for a second person: its values are those of `edit_videos`.
EDIT = Action(
    "edit",
    "Edit",
    "",
    CHANGE_VIDEO,
    forms.NothingForm,
    _edited,
    lambda values: "Edited " + ", ".join(str(Video._meta.get_field(name).verbose_name) for name in values),
    answers_conflicts=True,
)


def _standing(values: Values) -> list[Setting]:
    given = ACTIONS[values["action"]].settings(values["values"])
    return [left_to_people(each, values["rule"], values["since"]) for each in given]


# A rule that is applied by itself: the action of its kind, which leaves to people what they have changed since.
STANDING = Action(
    "standing",
    "Apply a standing rule",
    "",
    CHANGE_VIDEO,
    forms.NothingForm,
    _standing,
    lambda values: f"Rule “{values['name']}”: {ACTIONS[values['action']].words(values['values'])}",
)
BEHIND_NO_MENU = {action.name: action for action in (EDIT, STANDING)}


def action_of(name: str) -> Action:
    """Give an action by its name. KeyError: there is none."""
    return BEHIND_NO_MENU.get(name) or ACTIONS[name]


__all__ = ["ACTIONS", "AD_FORMATS", "EDIT", "STANDING", "Action", "action_of"]
