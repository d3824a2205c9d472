"""What a running merge brings in is not there yet, and lists need not step over it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from videos.observe.edge import newest_key


class BelowArriving(admin.ModelAdmin):
    """The list begins below the rows that a running merge brings in; `is_list` tells its pages from the others."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if not self.is_list(request):
            return rows
        if not hasattr(request, "newest_key"):  # asked once a page
            request.newest_key = newest_key(self.model)
        return rows if request.newest_key is None else rows.filter(pk__lte=request.newest_key)

    def is_list(self, request: HttpRequest) -> bool:
        shown = request.resolver_match and request.resolver_match.url_name
        return shown == f"{self.opts.app_label}_{self.opts.model_name}_changelist"
