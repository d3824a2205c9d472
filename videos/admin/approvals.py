"""The table of which acts wait for a second person; administrators edit it."""

from django.contrib import admin

from videos.models import ApprovalRule


@admin.register(ApprovalRule)
class ApprovalRuleAdmin(admin.ModelAdmin):
    list_display = ["group", "irreversible", "videos"]
    list_editable = ["videos"]
    ordering = ["group", "irreversible"]
