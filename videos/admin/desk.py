"""The Shorts desk: one candidate after another, a verdict by key or button, and the way back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from videos.admin.cells import duration
from videos.admin.filters import is_key
from videos.models import Video
from videos.shorts import decided, hand_out, judge, left, may_judge, put_off, reasons_of, take_back

NAME = "videos_shorts_desk"
COMING = 5  # pictures that are fetched ahead
LAST = 6  # verdicts that are shown to be taken back
PICTURE = "https://i.ytimg.com/vi/{}/hqdefault.jpg"
SKIP = "skip"


class ShortsDesk:
    """The part of the admin of Shorts where candidates are judged."""

    def get_urls(self) -> list[URLPattern]:
        return [path("desk/", self.admin_site.admin_view(self.desk_view), name=NAME), *super().get_urls()]

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        """Show the next candidate; take a verdict, a skip, or one back. A script is given the card alone."""
        if not may_judge(request.user):
            raise PermissionDenied
        said, wrong, first = "", False, request.GET.get("first", "")
        if request.method == "POST":
            try:
                said, first = _act(request)
            except ValueError as refusal:
                said, wrong = str(refusal), True
        if request.headers.get("X-Requested-With") == "fetch":
            context = {**_desk(request, first), "said": said, "wrong": wrong}
            return TemplateResponse(request, "admin/videos/shorts/card.html", context)
        if request.method == "POST":
            if said:
                messages.add_message(request, messages.WARNING if wrong else messages.SUCCESS, said)
            return HttpResponseRedirect(f"{desk_url()}?first={first}" if first else desk_url())
        page = {**self.admin_site.each_context(request), "title": "Shorts desk", "opts": self.opts}
        return TemplateResponse(request, "admin/videos/shorts/desk.html", {**page, **_desk(request, first)})


def desk_url() -> str:
    return reverse(f"admin:{NAME}")


def _act(request: HttpRequest) -> tuple[str, str]:
    """Do what was asked for; give a sentence on it, and the key of the video that shall come next, if any."""
    if "undo" in request.POST:
        return "Taken back: decide anew.", str(take_back(_key(request.POST["undo"]), by=request.user))
    video, verdict = _key(request.POST.get("video", "")), request.POST.get("verdict", "")
    if verdict == SKIP:
        put_off(video, by=request.user)
        return "Skipped: it comes back tomorrow, and others may decide.", ""
    return f"{judge(video, verdict, by=request.user).label}.", ""


def _key(text: str) -> int:
    if not is_key(text):
        raise ValueError("The page is out of date: go on with what it shows now.")
    return int(text)


def _desk(request: HttpRequest, first: str) -> dict[str, Any]:
    videos = hand_out(request.user, int(first) if is_key(first) else None)
    last, number = decided(request.user, LAST)
    return {
        "candidate": videos[0] if videos else None,
        "length": duration(videos[0].video_length) if videos else "",
        "picture": PICTURE.format(videos[0].video_id) if videos else "",
        "reasons": reasons_of(videos[:1])[videos[0].pk] if videos else [],
        "next_pictures": [PICTURE.format(video.video_id) for video in videos[1:][:COMING]],
        "left": left(),
        "last": last,
        "number": number,
        "is_empty": not videos and not Video.objects.exists(),
        "sees_changes": request.user.has_perm("videos.view_changeset"),
    }
