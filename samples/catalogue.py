"""An invented catalogue of videos, and what became of it on later days. The same seed gives the same, row for row."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from random import Random

from samples import words
from samples.layouts import ADS, CANONICAL, V1_4, V_1

COLUMNS = tuple(dict.fromkeys((*V1_4, "claimed_by_another_owner", *(CANONICAL.get(name, name) for name in V_1))))
AT = {name: place for place, name in enumerate(COLUMNS)}
VIDEOS_A_CHANNEL = 200

_TITLE, _VIEWS, _ENGAGED = AT["video_title"], AT["views"], AT["engaged_views"]
_PRIVACY, _POLICY, _CUSTOM_ID = AT["video_privacy_status"], AT["effective_policy"], AT["custom_id"]
_DAYS = [(date(2010, 1, 1) + timedelta(days=day)).strftime("%Y/%m/%d") for day in range(5400)]
_CLOCK = [f"{minute // 60:02}:{minute % 60:02}:{minute * 7 % 60:02}" for minute in range(1440)]
_ORIGINS = ("AUDIO_MATCH", "AUDIO_MATCH", "VIDEO_MATCH", "WEB_UPLOAD_BY_OWNER", "CMS_UPLOAD", "DESCRIPTIVE_SEARCH")
_CONTENT = ("UGC", "SONG_UGC", "PARTNER_UPLOADED", "PARTNER_UPLOADED")
_UPLOAD = ("upload", "upload", "upload", "live")
_NEXT_PRIVACY = {"public": "unlisted", "unlisted": "private", "private": "public"}
_HARD = 97  # one title in so many is hard to read
_BACK = (0, 1, 2, 0, 0, 0, 1, 0)  # of eight videos, the second and third are of the first one's asset, …
BLOCK = len(_BACK)
_ALONE = (3, 4, 7)
_NEW, _NEW_A_DAY = 8_000_000, 100_000 * BLOCK  # numbers of the videos that later days add
_MASK = (1 << 64) - 1
_OLD_COLUMNS = ["0", "Yes", "Yes", "", "No", "Yes", "No", "Yes", "No"]


def identifier(*parts: object) -> str:
    """Eleven characters as YouTube's video IDs have them, always the same for the same `parts`."""
    return id_of(int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest(), "big"))


def mix(number: int) -> int:
    """64 bits that look drawn, always the same for the same `number`."""
    number = number * 0x9E3779B97F4A7C15 & _MASK
    number = (number ^ number >> 29) * 0xBF58476D1CE4E5B9 & _MASK
    return number ^ number >> 32


def id_of(bits: int) -> str:
    """64 bits as a video ID."""
    return urlsafe_b64encode(bits.to_bytes(8, "big"))[:11].decode()


@dataclass(frozen=True)
class Day:
    """What a later day changed; the shares are of all videos, from 0 to 1."""

    number: int
    changed: float = 0.0
    dropped: float = 0.0
    new: float = 0.0
    views_moved: bool = False


class Catalogue:
    """`rows` rows of invented videos, numbered from `first`. A row is a list of text in the order of `COLUMNS`."""

    def __init__(self, seed: int | str, rows: int, first: int = 0) -> None:
        self.seed = seed
        self.size = rows
        self.first = first
        self.channels = max(8, rows // VIDEOS_A_CHANNEL)
        self.salt = int.from_bytes(blake2b(str(seed).encode(), digest_size=4).digest(), "big") << 32

    def rows(self, days: Sequence[Day] = ()) -> Iterator[list[str]]:
        """The catalogue as it stands after `days`: what they changed, dropped and added."""
        for _, video, gone in self.after(days):
            if not gone:
                yield from video
        for place, day in enumerate(days):
            yield from self.added(day).rows(days[place + 1 :])

    def added(self, day: Day) -> "Catalogue":
        """The videos that were new on `day`."""
        first = _NEW + day.number * _NEW_A_DAY
        return Catalogue(f"{self.seed} new {day.number}", round(day.new * self.size), first)

    def after(self, days: Sequence[Day]) -> Iterator[tuple[int, list[list[str]], bool]]:
        """Number, rows and whether it is gone, of each video of the first day, as it stands after `days`."""
        luck = [(day, Random(f"{self.seed} day {day.number}").random) for day in days]
        for number, video in enumerate(self._videos(), self.first):
            # Every day draws for every video, so that a dropped one does not shift the luck of those behind it.
            drawn = [(day, draw()) for day, draw in luck]
            for day, drop in drawn:
                if drop < day.dropped + day.changed:
                    _change(video, day.number, int(drop * 1e9) % 10, number)
                if day.views_moved:
                    _move_views(video, int(drop * 1e6) % 1000)
            yield number, video, any(drop < day.dropped for day, drop in drawn)

    def song(self, number: int) -> tuple[int, int]:
        """Of the video with this number: the number of the video that its asset was made for, and that asset's luck."""
        leader = number - _BACK[number & 7]
        return leader, mix(leader + self.salt)

    def artist(self, number: int) -> str:
        """Sixteen videos in a row are of one album, and of its artist."""
        return self._artists[mix((number >> 4) + self.salt) & 511]

    def title(self, number: int) -> str:
        """What stands in the title of the video with this number, behind the artist."""
        leader, luck = self.song(number)
        return self._titles[luck + (number - leader) * 1031 & 8191]

    def _videos(self) -> Iterator[list[list[str]]]:
        """The first day, video by video; the last one is cut where the rows are full."""
        draw = Random(f"catalogue {self.seed}").getrandbits
        left, number = self.size, self.first
        while left > 0:
            first = self._row(number, draw(256))
            more = draw(16)
            video = [first]
            if more < 3277 and first[AT["claim_id"]]:  # 5% of all videos, most of them claimed, have a row per claim
                video = list(islice(self._with_further_claims(first, more), left))
            yield video
            left -= len(video)
            number += 1

    def _row(self, number: int, bits: int) -> list[str]:
        leader, song = self.song(number)
        video_id = id_of(bits & 0xFFFFFFFFFFFFFFFF)
        bits >>= 64
        channel_id, channel, user = self._channels[(bits & 0xFFFFFF) % self.channels]
        bits >>= 24
        day, clock = (bits & 0xFFFF) % 5000, (bits >> 16 & 0xFFFF) % 1440
        bits >>= 32
        views = (bits & 0xFFFFFFFF) >> (bits >> 32 & 31)  # a long tail: each power of two is as likely
        bits >>= 37
        luck = bits & 0xFFFF
        bits >>= 16
        title = f"{self.artist(number)} - {self._titles[song + (number - leader) * 1031 & 8191]}"
        if luck % _HARD == 0:
            title = words.HARD_TITLES[luck // _HARD % len(words.HARD_TITLES)]
        privacy = "public" if luck < 56_000 else "unlisted" if luck < 60_000 else "private"
        published = "" if privacy == "private" else f"{_DAYS[day + (luck & 31)]} {_CLOCK[clock]}"
        flags = self._flags[bits & 255]
        bits >>= 8
        row = [
            *(video_id, channel_id, channel, f"{_DAYS[day]} {_CLOCK[clock]}", published, title),
            *(str(15 + (bits & 511)), str(views), str(views - (views >> 4)), str(views >> 9)),
            *(privacy, f"https://www.youtube.com/watch?v={video_id}", words.CATEGORIES[luck & 7]),
            *flags[:3],
        ]
        bits >>= 9
        # Masks of 10 bits: 717 of 1024 are 70%.
        row += (
            self._claim(leader, song, video_id, bits)
            if bits & 1023 < 717
            else ["", "", _UPLOAD[luck & 3], "No", *self._unclaimed]
        )
        bits >>= 32
        row += flags[3:]
        row.append(f"ZZH4R{leader % 10_000_000:07}" if song >> 48 & 3 else "")
        row.append(_EIDRS[luck & 3] if luck & 0xFF0 == 0 else "")
        row += ["Yes" if luck & 255 == 7 else "No", user, *_OLD_COLUMNS]
        return row

    def _claim(self, leader: int, song: int, video_id: str, bits: int) -> list[str]:
        """From `claim_origin` to `third_party_video_id`."""
        policy = bits >> 10 & 15
        return [
            *(_ORIGINS[(bits >> 14 & 15) % 6], _CONTENT[bits >> 18 & 3], _UPLOAD[bits >> 20 & 3], "Yes"),
            words.OTHER_OWNERS[(bits >> 22 & 63) % 6 if bits >> 22 & 63 < 6 else 0],
            *("Yes" if bits & 1 else "No", f"C{video_id[::-1]}", f"A{(song >> 20 & 0xFFFFF) << 32 | leader:016d}"),
            *(f"HRB-{leader:08}" if song >> 50 & 15 else "", words.POLICIES[0 if policy < 10 else policy % 5], ""),
        ]

    _unclaimed = ["", "Yes", "", "", "", "", ""]

    def _with_further_claims(self, first: list[str], luck: int) -> Iterator[list[str]]:
        """The rows of a video with several claims; the one that decides need not come first."""
        rows = [first]
        for number in range(1, 2 + luck % 3):
            other = first.copy()
            other[AT["claim_id"]] = f"D{number}{first[0][::-1]}"
            other[AT["asset_id"]] = f"A{10 - number}{first[AT['asset_id']][2:]}"  # no first asset begins so
            other[_CUSTOM_ID] = f"{first[_CUSTOM_ID]}-{number}" if first[_CUSTOM_ID] else ""
            other[AT["claim_origin"]] = _ORIGINS[(luck + number) % 6]
            other[_POLICY] = words.POLICIES[(luck + number) % 5]
            if luck & 8:
                other[AT["claimed_by_this_owner"]] = "No"
            rows.append(other)
        yield from reversed(rows) if luck & 16 else rows

    @cached_property
    def _channels(self) -> list[tuple[str, str, str]]:
        random = Random(f"channels {self.seed}")
        made = []
        for number in range(self.channels):
            name = words.name(random, 3)
            title = f"{name} {random.choice(('Records', 'Music', 'TV', 'Live', 'Topic', '音楽', '“Sessions”'))}"
            ident = identifier(self.seed, "channel", number) + identifier(self.seed, "channel too", number)
            # A channel ID holds 128 bits: its last character has four possible values.
            made.append((f"UC{ident[:21]}{'AQgw'[number % 4]}", title, name.lower()))
        return made

    @cached_property
    def _artists(self) -> list[str]:
        return words.artists(0)

    @cached_property
    def _titles(self) -> list[str]:
        return words.titles(0)

    @cached_property
    def _flags(self) -> list[list[str]]:
        """Settings that stand side by side: the uploads', then from `in_video_ads_enabled` to made-for-kids."""
        random = Random("flags")
        kids = (["No", "No", "Yes"], ["No", "", "Yes"], ["Yes", "Yes", "No"])
        return [
            random.choices(("Yes", "No"), (9, 1), k=3)
            + random.choices(("Yes", "No", ""), (6, 3, 1), k=1 + len(ADS))
            + random.choices(kids, (8, 2, 1))[0]
            for _ in range(256)
        ]


_EIDRS = (
    "10.5240/7791-8534-2C23-9030-8610-5",
    "10.5240/EA73-79D7-1B2B-B378-3A73-M",
    "10.5240/F85A-E100-B068-5B8F-B1C8-T",
    "10.5240/1489-49A2-3956-4B2D-FE16-5",
)


def _change(video: list[list[str]], day: int, kind: int, number: int) -> None:
    """Another title for half of the videos, else another policy, privacy or custom ID."""
    first = video[0]
    if kind in (5, 6) and first[_POLICY]:
        first[_POLICY] = words.POLICIES[(words.POLICIES.index(first[_POLICY]) + 1) % len(words.POLICIES)]
    elif kind in (7, 8):
        for row in video:
            row[_PRIVACY] = _NEXT_PRIVACY[row[_PRIVACY]]
    elif kind == 9 and first[_CUSTOM_ID] and number & 7 in _ALONE:  # else the asset's other videos would differ
        first[_CUSTOM_ID] += f".{day}"
    else:
        for row in video:
            row[_TITLE] += f" [Remaster {day}]"


def _move_views(video: list[list[str]], step: int) -> None:
    views = int(video[0][_VIEWS])
    for row in video:
        row[_VIEWS] = str(views + (views >> 7) + 1 + step)
        row[_ENGAGED] = str(int(row[_ENGAGED]) + (views >> 8) + 1)
