"""How a channel grows: its daily counters as charts drawn by the server, and as a table beside them."""

from dataclasses import dataclass
from datetime import date

from channels_app.models import Channel, ChannelStatistics

DAYS = 400  # that are shown
WIDTH, HEIGHT = 600, 160  # of the drawing, without its labels
TICKS = 3
STEPS = (1, 2, 2.5, 5, 10)
DRAWN = {"subscriber_count": "Subscribers", "view_count": "Views"}


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the chart: how far from its top, and the number that it stands for."""

    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One counter over time. `points`: "x,y x,y …" of its line; `said`: the chart in a sentence."""

    name: str
    points: str
    ticks: list[Tick]
    first: date
    last: date
    said: str

    @property
    def end(self) -> list[str]:
        """Where the line ends."""
        return self.points.rsplit(" ", 1)[-1].split(",")


@dataclass(frozen=True, slots=True)
class Growth:
    """The charts of a channel, and the days that they are of, the newest first."""

    charts: list[Chart]
    days: list[ChannelStatistics]


def growth(channel: Channel) -> Growth:
    """Give the growth of `channel` over its last days. A counter that was told on one day only has no chart."""
    days = list(ChannelStatistics.objects.filter(channel=channel).order_by("-day")[:DAYS])
    charts = []
    for column, name in DRAWN.items():
        told = [(one.day, getattr(one, column)) for one in reversed(days) if getattr(one, column) is not None]
        hidden = column == "subscriber_count" and channel.hidden_subscriber_count
        if len(told) > 1 and not hidden:
            charts.append(_chart(name, told))
    return Growth(charts, days)


def _chart(name: str, told: list[tuple[date, int]]) -> Chart:
    (first, began), (last, ended) = told[0], told[-1]
    least, most = min(value for _, value in told), max(value for _, value in told)
    step = _step(max(most - least, 1) / TICKS)
    low = least // step * step
    high = max(-(-most // step) * step, low + step)
    days = (last - first).days

    def height(value: int) -> str:
        return f"{HEIGHT * (high - value) / (high - low):.1f}"

    points = " ".join(f"{WIDTH * (day - first).days / days:.1f},{height(value)}" for day, value in told)
    ticks = [Tick(height(value), short(value)) for value in range(low, high + 1, step)]
    course = "rose" if ended > began else "fell" if ended < began else "stayed"
    said = f"{name} {course} from {began:,} on {first:%Y-%m-%d} to {ended:,} on {last:%Y-%m-%d}."
    return Chart(name, points, ticks, first, last, said)


def _step(least: float) -> int:
    """The round number next to `least` from above, for lines that people can read."""
    power = 1
    while power * 10 < least:
        power *= 10
    return next(int(power * step) for step in STEPS if power * step >= least and power * step == int(power * step))


def short(number: float) -> str:
    """A number in few signs: 1.25M."""
    for unit, size in (("B", 10**9), ("M", 10**6), ("K", 10**3)):
        if number >= size:
            return f"{number / size:.4g}{unit}"
    return f"{number:g}"
