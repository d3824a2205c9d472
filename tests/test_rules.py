"""What YouTube takes: every door refuses the same values with the same sentences."""

import pytest

from tests.test_edit import just
from videos.edit import edit_videos
from videos.fields import FIELDS
from videos.models import ChangeSet, Video
from videos.rules import RULES, help_text, normalised, problems, tags_length

REFUSED = [
    ("title", "", "cannot be empty"),
    ("title", "é" * 101, "At most 100 characters fit, and these are 101: take away 1"),
    ("title", "Song <3", "no < and no > in a title: remove them"),
    ("description", "é" * 2501, "At most 5,000 bytes fit, and these are 5,002"),
    ("description", "a > b", "no < and no > in a description"),
    ("tags", ["a" * 250, "b" * 250], "500 characters of tags fit, and these are 501"),
    ("tags", ["a " * 200 + "b", "c" * 97], "500 characters of tags fit"),
    ("category", "Musik", "is no category. Choose one of: Autos & Vehicles"),
    ("privacy_status", "hidden", "Choose one of: public, unlisted, private"),
    ("license", "mine", "Choose one of: youtube, creativeCommon"),
    ("isrc", "GB-AYE-06-0149", "is no ISRC"),
    ("isrc", "1BAYE0601498", "is no ISRC"),
    ("upc", "036000291453", "The last digit of “036000291453” does not fit the others (2 would)"),
    ("upc", "12345", "8, 12, 13 or 14 digits"),
    ("upc", "٠٣٦٠٠٠٢٩١٤٥٢", "is no UPC"),
    ("eidr", "10.5240/7791-8534-2C23-9030-8610-6", "(5 would)"),
    ("eidr", "10.5240/7791", "is no EIDR"),
    ("custom_id", "ACME 1é", "remove a space “é”"),
    ("custom_id", "A" * 65, "At most 64 bytes"),
    ("album", "é" * 128, "At most 255 bytes fit, and these are 256"),
    ("artist", [f"Singer {n}" for n in range(51)], "At most 50 entries"),
]

TAKEN = [
    ("title", "é" * 100),
    ("description", "é" * 2500),
    ("description", ""),
    ("tags", ["a" * 250, "b" * 249]),
    ("category", "Film & Animation"),
    ("license", "creativeCommon"),
    ("isrc", "GBAYE0601498"),
    ("isrc", ""),
    ("upc", "036000291452"),
    ("upc", "4006381333931"),
    ("eidr", "10.5240/EA73-79D7-1B2B-B378-3A73-M"),
    ("custom_id", "Acme/2026.1_a-b@c"),
    ("notes", "<anything> " * 1000),
]


@pytest.mark.parametrize(("field", "value", "sentence"), REFUSED)
def test_what_youtube_would_refuse_is_told_with_what_to_do(field, value, sentence):
    assert sentence in " ".join(problems(field, value))


@pytest.mark.parametrize(("field", "value"), TAKEN)
def test_what_youtube_takes_is_no_problem(field, value):
    assert problems(field, value) == []
    assert normalised(field, value) == value


@pytest.mark.parametrize(
    ("field", "typed", "held"),
    [
        ("isrc", " isrc gb-aye-06-01498 ", "GBAYE0601498"),
        ("isrc", "ISRC:GBAYE0601498", "GBAYE0601498"),
        ("upc", "0 36000-29145 2", "036000291452"),
        ("eidr", "https://doi.org/10.5240/ea73-79d7-1b2b-b378-3a73-m", "10.5240/EA73-79D7-1B2B-B378-3A73-M"),
        ("title", " Two\r\nlines ", "Two lines"),
        ("description", "Two\r\nlines ", "Two\nlines "),
        ("artist", [" Zoë ", "", "Zoë", "Tyler, The Creator"], ["Zoë", "Tyler, The Creator"]),
        ("comments_allowed", None, None),
    ],
)
def test_a_value_is_kept_as_youtube_would_hold_it(field, typed, held):
    assert normalised(field, typed) == held
    assert normalised(field, held) == held


def test_tags_are_counted_as_youtube_counts_them():
    assert [tags_length(tags) for tags in ([], ["Foo-Baz"], ["Foo Baz"], ["a", "b c"])] == [0, 7, 9, 7]


def test_every_rule_is_of_a_field_that_staff_may_edit_and_says_what_it_asks_for():
    assert all(FIELDS[name].editable for name in RULES)
    assert help_text("title") == "At most 100 characters. No < and no >."
    assert help_text("comments_allowed") == ""


def test_an_edit_by_any_door_is_held_to_the_rules(db):
    song = Video.objects.create(video_id="song-video1", title="Old <title>", isrc="broken")
    with pytest.raises(ValueError, match="At most 100 characters .* is no ISRC"):
        edit_videos(just(song), {"title": "x" * 101, "isrc": "GB1"}, actor=None)
    assert not ChangeSet.objects.exists()
    edit_videos(just(song), {"isrc": "gb-aye-06-01498"}, actor=None)
    song.refresh_from_db()
    assert (song.title, song.isrc) == ("Old <title>", "GBAYE0601498")
