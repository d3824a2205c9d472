"""A feed: the series of full listings of one kind that one CMS delivers."""

import re

from django.conf import settings
from django.db import models


def own_scope() -> str:
    """The CMS whose APIs we ask, as the names of its report files tell it."""
    return re.sub(r"[^\w+.-]+", "_", settings.YOUTUBE_CMS_NAME)


class Feed(models.Model):
    """Where one series of snapshots stands.

    Every video that its newest snapshot listed is observed as of that snapshot. That moment stands here once,
    so that a report of ten million unchanged rows writes nothing to ten million videos.
    """

    kind = models.TextField(help_text="kind of report")
    scope = models.TextField(help_text="the CMS that it lists, as its file names say")
    as_of = models.DateTimeField("as of", null=True, help_text="the moment its newest snapshot speaks of")
    delivered_at = models.DateTimeField(null=True, help_text="breaks the tie of two deliveries for one day")
    latest = models.ForeignKey("videos.ChangeSet", models.PROTECT, null=True, related_name="+")
    present = models.BigIntegerField(default=0, help_text="how many videos its newest snapshot listed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope"], name="feed_one_a_kind_and_scope")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.scope}"
