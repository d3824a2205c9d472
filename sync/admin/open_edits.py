"""Open edits, as far as the sync is concerned: pushing chosen ones now."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from sync.admin.videos import address_of
from sync.queue import PERMISSION
from videos.admin.changes import OpenEditAdmin
from videos.bulk.selection import Selection
from videos.models import OpenEdit, Video
from videos.pasting import MOST_ENTRIES, keep

MOST = MOST_ENTRIES
IN_ADDRESS = 100


@admin.action(description="Push now", permissions=["sync"])
def push_now(page: "PushedOpenEditAdmin", request: HttpRequest, rows: QuerySet[OpenEdit]) -> HttpResponse | None:
    """Lead to the page that tells what a push of these edits' videos costs, and asks for it."""
    videos = list(rows.order_by("video").values_list("video", flat=True).distinct()[: MOST + 1])
    if len(videos) > MOST:
        page.message_user(
            request, f"At most {MOST:,} videos are pushed by this list: choose in the list of videos.", "error"
        )
        return None
    selection = Selection(ids=tuple(videos))
    if len(videos) > IN_ADDRESS:
        names = Video.objects.filter(pk__in=videos).values_list("video_id", flat=True)
        selection = Selection(query=f"paste={keep(chr(10).join(names), request.user).digest}")
    again = {"refused": "on"} if rows.filter(state=OpenEdit.State.REFUSED).exists() else {}
    return HttpResponseRedirect(address_of(selection, do="push", **again))


admin.site.unregister(OpenEdit)


@admin.register(OpenEdit)
class PushedOpenEditAdmin(OpenEditAdmin):
    """As `videos` has it, with the action that pushes."""

    actions = [push_now]

    def has_sync_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms([PERMISSION, "videos.view_video"])
