"""Every URL of the project."""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

from reports.webhook import take_event
from sync.webhook import take_notification

admin.autodiscover()

handler500 = "cmsmeta.lib.error_pages.failed"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("events/reports/", take_event, name="reports_events"),
    path("events/youtube/<str:channel_id>/<str:token>/", take_notification, name="youtube_events"),
]
