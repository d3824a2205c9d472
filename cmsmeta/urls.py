"""Every URL of the project."""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

from reports.webhook import take_event

admin.autodiscover()

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("events/reports/", take_event, name="reports_events"),
]
