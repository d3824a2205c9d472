"""Cells that several lists of videos share."""

from django.utils.safestring import SafeString

from cmsmeta.lib.cells import NOTHING, badge, change_url, link, markup, two_lines
from videos.agreement import Standing
from videos.models import Video

THUMBNAIL = "https://i.ytimg.com/vi/{}/mqdefault.jpg"


def thumbnail(video_id: str) -> SafeString:
    """The picture of a video. It always stands beside the title, so it has no name of its own."""
    return markup(
        '<img class="thumbnail" src="{}" alt="" width="96" height="54" loading="lazy" decoding="async" '
        'referrerpolicy="no-referrer">',
        THUMBNAIL.format(video_id),
    )


def title_and_id(video: Video) -> SafeString:
    return two_lines(video.title or "(no title)", video.video_id)


def video_link(video: Video | None, video_id: str = "") -> SafeString | str:
    """A link to a video's page; its bare ID where the catalogue does not hold it."""
    if video is None:
        return two_lines(video_id, "not in the catalogue") if video_id else NOTHING
    return link(change_url(video), title_and_id(video))


def standing_badge(standing: Standing) -> SafeString:
    """How a video stands with YouTube, which live messages move."""
    return markup(
        '<span data-live="video:{}">{} <span class="second" data-field="detail">{}</span></span>',
        standing.video,
        badge(standing.agreement.value, standing.agreement.label, f"video:{standing.video}"),
        standing.detail,
    )


def duration(seconds: int | None) -> str:
    if seconds is None:
        return NOTHING
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
