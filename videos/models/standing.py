"""Rules that are applied by themselves: what is always to be so in a part of the catalogue."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from videos.models.changes import ChangeSet


def names(**kwargs) -> ArrayField:
    return ArrayField(models.TextField(), blank=True, default=list, **kwargs)


class StandingRule(models.Model):
    """What videos of some channels or labels, or all, are always to hold. Not to be confused with YouTube's limits."""

    class Kind(models.TextChoices):
        CUSTOM_ID = "custom_id", "custom ID that the channel expects"
        POLICY = "policy", "effective policy"
        MATCH = "match", "match policy"
        KIDS = "kids", "made for kids"

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField("what it sets", max_length=10, choices=Kind)
    values = models.JSONField(default=dict, blank=True, help_text="the answers to the bulk action of this kind")
    channels = names(help_text="channel IDs; with no channel and no label: everywhere")
    labels = names(help_text="record labels, as they are written")
    except_channels = names(verbose_name="except channels")
    except_labels = names(verbose_name="except labels")
    enabled = models.BooleanField("applied every day", default=False)
    answerable = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="standing_rules",
        help_text="who wrote it last: it may do what this person may",
    )
    written_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="what people changed since then is left to them"
    )
    applied_at = models.DateTimeField("last applied", null=True, blank=True)
    outcome = models.TextField(blank=True, default="")
    change_set = models.ForeignKey(
        ChangeSet,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="last change set",
    )

    class Meta:
        verbose_name = "standing rule"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
