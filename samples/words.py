"""The made-up names in the samples: syllables for artists, labels and channels, plain words for titles."""

from random import Random

_SYLLABLES = [
    "bel",
    "bram",
    "dor",
    "dru",
    "fen",
    "gal",
    "hul",
    "ism",
    "jor",
    "kel",
    "lum",
    "mar",
    "mel",
    "nor",
    "oll",
    "pim",
    "quar",
    "ras",
    "sel",
    "tam",
    "tov",
    "ul",
    "var",
    "vel",
    "wim",
    "yor",
    "zan",
    "zek",
]
_ENDINGS = ["a", "ado", "an", "ea", "eth", "ia", "il", "in", "o", "ona", "or", "ova", "um", "ux"]
_FIRST = [
    "Amber",
    "Broken",
    "Distant",
    "Electric",
    "First",
    "Golden",
    "Hollow",
    "Iron",
    "Last",
    "Little",
    "Midnight",
    "Northern",
    "Open",
    "Paper",
    "Quiet",
    "Rainy",
    "Salt",
    "Second",
    "Silver",
    "Slow",
    "Summer",
    "Velvet",
    "Winter",
    "Yellow",
    "Café",
    "Ünder",
    "Noche",
    "Été",
    "Здравствуй",
    "青い",
    "夜の",
    "여름",
    "موسيقى",
]
_SECOND = [
    "Anchors",
    "Bridges",
    "Cables",
    "Doors",
    "Echoes",
    "Ferries",
    "Gardens",
    "Harbour",
    "Islands",
    "Kites",
    "Lanterns",
    "Letters",
    "Maps",
    "Mornings",
    "Orchard",
    "Postcards",
    "Rivers",
    "Rooftops",
    "Signals",
    "Skyline",
    "Stations",
    "Streets",
    "Telescopes",
    "Tides",
    "Trains",
    "Weather",
    "Windows",
    "corazón",
    "Nächte",
    "señal",
    "мосты",
    "海",
    "별",
    "سماء",
]
_TAILS = (
    *(" (Official Video)", " (Lyric Video)", " (Official Audio)", " [Live at the Pier]", " - Acoustic", " 🎵"),
    *(' "Alternate Take"', ", Pt. 2", " | Session", " / Remix", "", "", "", "", "", ""),
    *("; Director's cut", " 100% vinyl", " \\o/", "\tDemo", " 🇫🇴 ünplugged 👩‍🎤", "", "", "", "", ""),
)
# Titles that break careless readers: quotes, newlines, formula signs, spaces at the ends.
HARD_TITLES = (
    "=SUM of all tides",
    "+1 for the ferry",
    "-40 degrees",
    "@ the pier",
    'She said "stay", he said "go"',
    "First line\nsecond line",
    "Windows line\r\nending",
    "  two spaces around  ",
    "comma, comma, comma",
    '"',
    "NULL",
    "\\N",
    "\\.",
    "ｆｕｌｌ ｗｉｄｔｈ",
    "Z̸a̴l̷g̶o̵",
    "👨‍👩‍👧‍👦 family band 🎺",
)
POLICIES = (
    "Monetize in all countries",
    "Track in all countries",
    "Block in all countries",
    "Monetize, block in DE",
    'House policy "summer"',
)
CATEGORIES = ("Music", "Music", "Music", "Music", "Entertainment", "People & Blogs", "Film & Animation", "Education")
GENRES = ("Pop", "Rock", "Folk", "Electronic", "Jazz", "Classical", "Hip-Hop/Rap", "Pop|Folk", "R&B|Soul", "")
TERRITORIES = ("WW", "WW", "WW", "WW", "WW", "US|CA|MX", "DE|AT|CH", "GB|IE|FO|IS")
LABELS = ("", "", "#harbour", "#harbour|Winter sale", "Back catalogue|#tidy up", "Jazz, live", '"Top" 40')
FANS = ("cover", "reaction", "live, from row 7", "SPED UP + reverb", "8 hours", "ギター", "karaoke")
OTHER_OWNERS = ("", "", "", "Ollvelia Rights", "Jorkelum Music, Tovarin Publishing", "Quarmelona")


def name(random: Random, syllables: int = 2) -> str:
    """One invented name."""
    return ("".join(random.choice(_SYLLABLES) for _ in range(syllables)) + random.choice(_ENDINGS)).capitalize()


def artists(seed: int, number: int = 512) -> list[str]:
    """Invented artists; the same `seed` gives the same."""
    random = Random(f"artists {seed}")
    return [
        f"{name(random)} {name(random, 1)}" if random.random() < 0.7 else f"The {name(random)}s" for _ in range(number)
    ]


def titles(seed: int, number: int = 8192) -> list[str]:
    """What stands in a title behind the artist."""
    random = Random(f"titles {seed}")
    return [f"{random.choice(_FIRST)} {random.choice(_SECOND)}{random.choice(_TAILS)}" for _ in range(number)]


def labels(number: int = 64) -> list[str]:
    """Invented record labels."""
    random = Random("labels")
    return [
        f"{name(random)} {random.choice(('Records', 'Recordings', 'Music', '& Sons', 'Discos'))}" for _ in range(number)
    ]


def albums(number: int = 2048) -> list[str]:
    """Titles of albums."""
    random = Random("albums")
    return [f"{random.choice(_FIRST)} {random.choice(_SECOND)}" for _ in range(number)]
