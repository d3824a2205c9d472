"""The content owner's saved policies, as the Content ID API tells them: by their names videos and claims know them."""

from django.db import models


class Policy(models.Model):
    """A saved policy. A name is nobody's key: an owner may give one twice."""

    policy_id = models.TextField("policy ID", unique=True, db_collation="C")
    name = models.TextField()
    description = models.TextField(blank=True, default="", db_default="")
    rules = models.JSONField(default=list, blank=True, help_text="as YouTube tells them: action and conditions")
    updated_at = models.DateTimeField("updated", null=True, blank=True, help_text="on YouTube")
    pulled_at = models.DateTimeField("pulled")
    missing_since = models.DateTimeField(null=True, blank=True, help_text="YouTube no longer lists it")

    class Meta:
        verbose_name_plural = "policies"
        ordering = ["name", "policy_id"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name
