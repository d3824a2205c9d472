"""The assets of an invented catalogue: what its videos are of, who else says that they own it, and its references."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from random import Random

from samples import words
from samples.catalogue import AT, BLOCK, Catalogue, Day, id_of, mix

_ASSET, _OURS, _CUSTOM_ID, _ISRC = (AT[name] for name in ("asset_id", "claimed_by_this_owner", "custom_id", "isrc"))
_VIEWS, _POLICY = AT["views"], AT["effective_policy"]
# How many claims on other people's uploads an asset has.
_ELSEWHERE = (0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 5)
_TYPES = ("SOUND_RECORDING",) * 5 + ("MUSIC_VIDEO",) * 2 + ("ART_TRACK_VIDEO",)
_OTHER_TYPES = ("COMPOSITION", "WEB")  # of the further claims' assets
_ORIGINATIONS = ("Harbour Records", "Harbour Records", "Harbour Publishing", "Ollvelia Rights")
_RIVALS = ("Ollvelia Rights", "Quarmelona", "Jorkelum Music, Tovarin Publishing")
_DISPUTED = ("DE", "DE|AT", "FR|BE|LU", "US", "GB|IE|FO")


@dataclass(slots=True)
class Asset:
    """One asset as it stands on a day.

    `told` are the rows of the first day's video report that claim it for us, and whether their videos are gone.
    """

    leader: int
    luck: int
    asset_id: str
    told: list[tuple[list[str], bool]]
    artist: str
    title: str
    album: str
    genre: str
    label: str
    upc: str
    labels: str
    policy: str
    conflict: str  # countries
    rivalled: bool  # whether it was in conflict on the first day
    step: int = 0  # how far its views have moved

    @property
    def gone(self) -> bool:
        return all(gone for _, gone in self.told)

    @property
    def claimed(self) -> list[list[str]]:
        return [row for row, gone in self.told if not gone] or [row for row, _ in self.told]

    @property
    def custom_id(self) -> str:
        return self.told[0][0][_CUSTOM_ID]

    @property
    def isrc(self) -> str:
        return self.told[0][0][_ISRC]

    @property
    def type(self) -> str:
        # The numbers of assets of further claims begin with 7, 8 or 9.
        return _OTHER_TYPES[self.luck >> 3 & 1] if self.asset_id[1] > "6" else _TYPES[self.luck >> 3 & 7]

    @property
    def elsewhere(self) -> int:
        return _ELSEWHERE[self.luck >> 6 & 15]

    @property
    def merged(self) -> bool:
        return self.luck >> 10 & 15 == 0

    @property
    def constituents(self) -> list[str]:
        """The assets merged into this one: they are in no report themselves."""
        number = int(self.asset_id[1:])
        count = 1 + (self.luck >> 14 & 1) if self.merged else 0
        return [f"A{mix(number + place) % 10**15:016d}" for place in range(1, 1 + count)]

    def references(self) -> list[str]:
        return [id_of(mix(~self.luck - place)) for place in range(self.luck >> 15 & 3)][:2]

    @property
    def inactive_references(self) -> str:
        return " ".join(id_of(mix(~self.luck + place)) for place in range(1, 1 + (self.luck >> 17 & 7) // 6))

    @property
    def rival(self) -> str:
        return _RIVALS[(self.luck >> 20) % len(_RIVALS)] if self.conflict else ""

    @property
    def daily_views(self) -> int:
        return sum([int(row[_VIEWS]) for row in self.claimed]) // 3000 + self.step

    @property
    def origination(self) -> str:
        return _ORIGINATIONS[self.luck >> 22 & 3]

    @property
    def match_policy(self) -> str:
        return self.policy or self.told[0][0][_POLICY]


def assets(catalogue: Catalogue, days: Sequence[Day] = ()) -> Iterator[Asset]:
    """The assets of the catalogue's first day, in the order of their videos, as they stand after `days`."""
    luck = [(day, Random(f"{catalogue.seed} assets day {day.number}").random) for day in days]
    for _, block in groupby(catalogue.after(days), lambda told: told[0] // BLOCK):
        told: dict[str, list[tuple[list[str], bool]]] = {}
        numbers: dict[str, int] = {}
        for number, rows, gone in block:
            for row in rows:
                if row[_OURS] == "Yes":
                    told.setdefault(row[_ASSET], []).append((row, gone))
                    numbers.setdefault(row[_ASSET], number)
        for asset_id, claimed in told.items():
            asset = _asset(catalogue, numbers[asset_id], asset_id, claimed)
            for day, draw in luck:
                _pass(asset, day, draw())
            yield asset


def _asset(catalogue: Catalogue, number: int, asset_id: str, told: list[tuple[list[str], bool]]) -> Asset:
    leader = catalogue.song(number)[0]
    album = mix((leader >> 4) + catalogue.salt)
    luck = mix(int(asset_id[1:]))
    in_conflict = luck >> 44 & 7 == 0
    artist = catalogue.artist(leader)
    if luck >> 25 & 15 == 0:
        artist += f"|{catalogue.artist(leader + 16)}"
    return Asset(
        *(leader, luck, asset_id, told, artist, catalogue.title(leader)),
        album=_albums()[album >> 9 & 2047] if album >> 60 else "",
        genre=words.GENRES[(album >> 20) % len(words.GENRES)],
        label=_labels()[album & 63],
        upc=barcode(album >> 12) if luck >> 30 & 7 else "",
        labels=words.LABELS[(luck >> 33) % len(words.LABELS)],
        policy="" if luck >> 36 & 1 else words.POLICIES[0],
        conflict=_DISPUTED[(luck >> 40) % len(_DISPUTED)] if in_conflict else "",
        rivalled=in_conflict,
    )


@cache
def _albums() -> list[str]:
    return words.albums()


@cache
def _labels() -> list[str]:
    return words.labels()


def barcode(bits: int) -> str:
    """A UPC of twelve digits with its check digit; every other one has zeros in front."""
    digits = f"{bits % 10 ** (11 if bits & 1 else 9):011}"
    total = 3 * sum(map(int, digits[::2])) + sum(map(int, digits[1::2]))
    return f"{digits}{-total % 10}"


def _pass(asset: Asset, day: Day, drawn: float) -> None:
    """What a later day changed of the asset, besides what it changed of its videos."""
    kind = int(drawn * 1e9) % 10
    if day.views_moved:
        asset.step += 1 + kind
    if not drawn < day.changed:
        return
    if kind < 3:
        asset.label = _labels()[(_labels().index(asset.label) + day.number) % len(_labels())]
    elif kind < 5:
        asset.genre = f"Harbour Wave {day.number}"
    elif kind < 7:
        asset.album = f"{asset.album} (Edition {day.number})".strip()
    elif kind == 7:
        asset.upc = barcode(asset.luck + day.number)
    elif kind == 8:
        asset.conflict = "" if asset.rivalled else "DE"
    else:
        asset.artist += f"|Guest {day.number}"


def asset_rows(catalogue: Catalogue, days: Sequence[Day] = ()) -> Iterator[dict[str, str] | None]:
    """Rows of the asset report by the names of their columns; None for an asset that is gone."""
    return (None if asset.gone else _asset_row(asset) for asset in assets(catalogue, days))


def _asset_row(asset: Asset) -> dict[str, str]:
    return _shared(asset) | {
        "status": "ACTIVE" if asset.luck >> 46 & 31 else "INACTIVE",
        "isrc": asset.isrc,
        "display_isrc": asset.isrc,
        "your_isrc": asset.isrc,
        "other_isrc": f"ZZR7V{asset.luck % 10_000_000:07}" if asset.conflict else "",
        "grid": f"A1-2425G-{asset.luck % 10**10:010}-M".replace("-", "") if asset.luck >> 52 & 31 == 0 else "",
        "upc": asset.upc,
        "artist": asset.artist,
        "asset_title": asset.title,
        "album": asset.album,
        "genre": asset.genre,
        "label": asset.label,
        "constituent_asset_id": " ".join(asset.constituents),
        "active_reference_id": " ".join(asset.references()),
        "inactive_reference_id": asset.inactive_references,
        "ownership": words.TERRITORIES[asset.luck >> 56 & 7],
        "embedded_asset_id": f"A{mix(asset.luck) % 10**15:016d}" if asset.luck >> 59 == 0 else "",
        "comp_publishing_cleared": "Yes" if asset.luck & 1 else "",
        "comp_100_ownership": "No" if asset.luck & 3 == 3 else "",
    }


def _shared(asset: Asset) -> dict[str, str]:
    """What the asset report and the conflict report tell alike."""
    views, luck = asset.daily_views, asset.luck
    episode = luck >> 50 & 3 if asset.type == "WEB" else 0
    return {
        "approx_daily_views": str(views),
        "approx_daily_engaged_views": str(views - (views >> 4)),
        "sr_approx_daily_engaged_views": str(views >> 1) if asset.type == "SOUND_RECORDING" else "",
        "asset_id": asset.asset_id,
        "asset_type": asset.type,
        "metadata_origination": asset.origination,
        "custom_id": asset.custom_id,
        "season": str(episode) if episode else "",
        "episode_title": f"Episode {luck & 15}: {asset.title}" if episode else "",
        "tms": f"EP{luck % 10**12:012}" if episode == 3 else "",
        "active_claims": str(len(asset.claimed) + asset.elsewhere),
        "conflicting_owner": asset.rival,
        "conflicting_country_code": asset.conflict,
        "match_policy": asset.match_policy,
        "is_merged": "Yes" if asset.merged else "No",
        "asset_labels": asset.labels,
    }


def conflict_rows(catalogue: Catalogue, days: Sequence[Day] = ()) -> Iterator[dict[str, str] | None]:
    """Rows of the asset conflict report: one an asset in conflict, or one for each that was merged into it.

    An asset whose conflict is over counts as gone.
    """
    for asset in assets(catalogue, days):
        if asset.conflict or asset.rivalled:
            for constituent in asset.constituents or [""]:
                yield None if asset.gone or not asset.conflict else _conflict_row(asset, constituent)


def _conflict_row(asset: Asset, constituent: str) -> dict[str, str]:
    views, luck = 40 * asset.daily_views, asset.luck
    return _shared(asset) | {
        "constituent_asset_id": constituent,
        "conflicting_owner_isrc": f"ZZR7V{luck % 10_000_000:07}",
        "conflicting_owner_asset_title": asset.title.upper(),
        "conflicting_owner_artist": asset.artist.partition("|")[0],
        "engaged_views_in_conflict": str(views - (views >> 4)),
        "lifetime_views_in_conflict": str(views * 30),
        "lifetime_engaged_views_in_conflict": str(views * 28),
        "ownership_last_updated": day_of(luck),
        "ownership_origination": asset.origination,
        "other_ownership_last_updated": day_of(luck >> 9),
        "other_ownership_origination": asset.rival,
    }


def reference_rows(catalogue: Catalogue, days: Sequence[Day] = ()) -> Iterator[dict[str, str] | None]:
    """Rows of the reference report: one a reference that is active."""
    for asset in assets(catalogue, days):
        for reference in asset.references():
            yield None if asset.gone else _reference_row(asset, reference)


def _reference_row(asset: Asset, reference: str) -> dict[str, str]:
    length, excluded = int(asset.told[0][0][AT["video_length"]]), asset.luck >> 8 & 15 == 0
    return {
        "reference_id": reference,
        "reference_video_id": asset.told[0][0][AT["video_id"]],
        "asset_custom_id": asset.custom_id,
        "asset_id": asset.asset_id,
        "status": "ACTIVE",
        "date_created": day_of(asset.luck >> 7),
        "reference_type": "AUDIOVISUAL" if asset.type == "MUSIC_VIDEO" else "AUDIO",
        "source_of_fingerprint": "CMS_UPLOAD" if asset.luck >> 5 & 1 else "WEB_UPLOAD",
        "active_claims": str(len(asset.claimed) + asset.elsewhere),
        "asset_metadata_type": asset.type,
        "asset_title": asset.title,
        "asset_labels": asset.labels,
        "asset_owners": "|".join(filter(None, ("Harbour Records", asset.rival))),
        "provider": "Harbour Records",
        "length_sec": str(length),
        "excluded_perc": "12.5" if excluded else "0",
        "exclusions": f"0-{length // 8}" if excluded else "",
    }


def day_of(luck: int) -> str:
    """A day of some year in the past."""
    return f"{2015 + luck % 9}/{1 + (luck >> 4) % 12:02}/{1 + (luck >> 8) % 28:02}"
