"""The table of which acts wait for a second person; administrators edit it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from cmsmeta.lib.lists import BoundedAdmin
from videos.models import ApprovalRule


class RuleForm(forms.ModelForm):
    """One row of the list: its field has no label to be seen, so it says of which rule it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["videos"].widget.attrs["aria-label"] = f"from so many videos on: {self.instance}"


@admin.register(ApprovalRule)
class ApprovalRuleAdmin(BoundedAdmin):
    list_display = ["group", "irreversible", "videos"]
    list_editable = ["videos"]
    ordering = ["group", "irreversible"]

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[forms.ModelForm]:
        return super().get_changelist_form(request, **{**kwargs, "form": RuleForm})
