"""What YouTube takes as the value of a field: limits, vocabularies, codes with check digits.

The one table of it. The form shows it, `edit_videos` holds every door to it: admin, API, import and bulk actions.
It knows neither Django nor the database, and never judges what YouTube itself holds.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from stdnum import ean
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

LISTS_BY = "|"  # as in YouTube's own templates, since names hold commas

CATEGORIES = (
    *("Autos & Vehicles", "Comedy", "Education", "Entertainment", "Film & Animation", "Gaming", "Howto & Style"),
    *("Music", "News & Politics", "Nonprofits & Activism", "People & Blogs", "Pets & Animals"),
    *("Science & Technology", "Sports", "Travel & Events"),
)
PRIVACY = ("public", "unlisted", "private")
LICENSES = {"youtube": "Standard YouTube licence", "creativeCommon": "Creative Commons (CC BY)"}

ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
EIDR = re.compile(r"10\.5240/((?:[0-9A-F]{4}-){5})([0-9A-Z])")
CUSTOM_ID = re.compile(r"[A-Za-z0-9._@/-]*")


@dataclass(frozen=True, slots=True)
class Limit:
    """How much fits. `unit`: what `measure` counts, such as characters."""

    most: int
    unit: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of one field. `wrong` gives a sentence about a value that is not empty, or nothing."""

    name: str
    limit: Limit | None = None
    choices: dict[str, str] = field(default_factory=dict)
    required: bool = False
    no_angles: bool = False
    tidy: Callable[[str], str] | None = None
    wrong: Callable[[str], str] | None = None
    says: str = ""


def tags_length(tags: list[str]) -> int:
    """Give the length of tags as YouTube counts it: a comma between two, and quotes round one that holds a space."""
    return sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(0, len(tags) - 1)


MEASURES: dict[str, Callable[[Any], int]] = {
    "characters": len,
    "bytes": lambda value: len(value.encode(errors="surrogatepass")),
    "characters of tags": tags_length,
    "entries": len,
}


def _one_line(value: str) -> str:
    return re.sub(r"\s*[\r\n\t]+\s*", " ", value).strip()


def _lines(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _isrc(value: str) -> str:
    return re.sub(r"^ISRC:?|[\s-]", "", value.strip().upper())


def _digits(value: str) -> str:
    return re.sub(r"[\s-]", "", value)


def _eidr(value: str) -> str:
    return re.sub(r"^(HTTPS?://(DX\.)?DOI\.ORG/|DOI:|EIDR:)", "", re.sub(r"\s", "", value).upper())


def _wrong_isrc(value: str) -> str:
    if ISRC.fullmatch(value):
        return ""
    return (
        f"“{value}” is no ISRC. It has 12 signs: two letters of a country, three letters or digits of a registrant, "
        "two digits of a year and five of the recording, such as GB-AYE-06-01498."
    )


def _wrong_upc(value: str) -> str:
    if not value.isascii() or not value.isdigit() or len(value) not in (8, 12, 13, 14):
        return f"“{value}” is no UPC or EAN. It has 8, 12, 13 or 14 digits and nothing else."
    try:
        ean.validate(value)
    except ValidationError:
        right = ean.calc_check_digit(value[:-1])
        return f"The last digit of “{value}” does not fit the others ({right} would): look for a slip."
    return ""


def _wrong_eidr(value: str) -> str:
    found = EIDR.fullmatch(value)
    if not found:
        return f"“{value}” is no EIDR. It looks like 10.5240/7791-8534-2C23-9030-8610-5."
    right = mod_37_36.calc_check_digit(found[1].replace("-", ""))
    if found[2] != right:
        return f"The last sign of “{value}” does not fit the others ({right} would): look for a slip."
    return ""


def _wrong_custom_id(value: str) -> str:
    if strange := sorted(set(CUSTOM_ID.sub("", value))):
        shown = " ".join("a space" if sign == " " else f"“{sign}”" for sign in strange)
        return f"A custom ID is made of A-Z, a-z, 0-9 and - _ . @ / only: remove {shown}."
    return ""


def _bytes(most: int) -> Limit:
    return Limit(most, "bytes")


RULES: dict[str, Rule] = {
    "title": Rule("title", Limit(100, "characters"), required=True, no_angles=True, tidy=_one_line),
    "description": Rule("description", _bytes(5000), no_angles=True, tidy=_lines),
    "notes": Rule("notes", tidy=_lines),
    "tags": Rule(
        "tags",
        Limit(500, "characters of tags"),
        says="All tags together; a tag with a space counts two more, for its quotes, and a comma stands between two.",
    ),
    "category": Rule("category", choices=dict(zip(CATEGORIES, CATEGORIES, strict=True)), required=True),
    "privacy_status": Rule("privacy", choices=dict(zip(PRIVACY, PRIVACY, strict=True)), required=True),
    "license": Rule("license", choices=LICENSES, required=True),
    "artist": Rule("artists", Limit(50, "entries")),
    "album": Rule("album", _bytes(255), tidy=_one_line),
    "label": Rule("label", _bytes(255), tidy=_one_line),
    "isrc": Rule("ISRC", tidy=_isrc, wrong=_wrong_isrc, says="12 signs, with or without hyphens: GB-AYE-06-01498."),
    "upc": Rule("UPC", tidy=_digits, wrong=_wrong_upc, says="UPC, EAN or GTIN: the last digit is checked."),
    "eidr": Rule("EIDR", tidy=_eidr, wrong=_wrong_eidr, says="10.5240/ and five groups of four, with a check sign."),
    "custom_id": Rule(
        "custom ID", _bytes(64), tidy=str.strip, wrong=_wrong_custom_id, says="A-Z, a-z, 0-9 and - _ . @ / only."
    ),
    "third_party_video_id": Rule("third-party video ID", tidy=_one_line),
    "effective_policy": Rule("policy", tidy=_one_line),
    "match_policy": Rule(
        "match policy",
        tidy=_one_line,
        says="What uploads of others that match the asset are claimed with, by the name that YouTube has saved.",
    ),
}
NO_RULE = Rule("value")


def rule_of(name: str) -> Rule:
    return RULES.get(name, NO_RULE)


def normalised(name: str, value: Any) -> Any:
    """Give the value as YouTube would hold it: without space around it, codes in their bare form, no blank entry."""
    if isinstance(value, str):
        tidy = rule_of(name).tidy
        return tidy(value) if tidy else value
    if isinstance(value, (list, tuple)) and all(isinstance(entry, str) for entry in value):
        return list(dict.fromkeys(filter(None, map(_one_line, value))))
    return value


def problems(name: str, value: Any) -> list[str]:
    """Tell what YouTube would refuse in a normalised value, in sentences that say what to do; [] where it is fine."""
    rule = rule_of(name)
    if not value:
        return [f"YouTube wants a {rule.name}: it cannot be empty."] if rule.required else []
    if rule.choices:
        return [] if value in rule.choices else [f"“{value}” is no {rule.name}. Choose one of: {_listed(rule)}."]
    found = [_too_long(rule, value)]
    if rule.no_angles and ("<" in value or ">" in value):
        found.append(f"YouTube takes no < and no > in a {rule.name}: remove them.")
    if rule.wrong:
        found.append(rule.wrong(value))
    return list(filter(None, found))


def help_text(name: str) -> str:
    """Say in words what the field takes; empty where it takes anything."""
    rule = rule_of(name)
    parts = [f"At most {rule.limit.most:,} {rule.limit.unit}." if rule.limit else ""]
    if rule.no_angles:
        parts.append("No < and no >.")
    return " ".join(filter(None, [*parts, rule.says]))


def measure(name: str, value: Any) -> int:
    """Count a value in the unit of its field's limit, which it must have."""
    return MEASURES[rule_of(name).limit.unit](value)


def _too_long(rule: Rule, value: Any) -> str:
    if rule.limit is None:
        return ""
    most, unit = rule.limit.most, rule.limit.unit
    length = MEASURES[unit](value)
    if length <= most:
        return ""
    note = " An accent or an emoji counts more than one." if unit == "bytes" else ""
    return f"At most {most:,} {unit} fit, and these are {length:,}: take away {length - most:,}.{note}"


def _listed(rule: Rule) -> str:
    return ", ".join(rule.choices)
