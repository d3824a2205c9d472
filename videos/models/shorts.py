"""Which videos are YouTube Shorts, who or what says so, and when."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Short(models.Model):
    """The verdict on one video. No API field tells it, so the method stands beside it."""

    class Verdict(models.TextChoices):
        UNKNOWN = "unknown", "not known"
        SHORT = "short", "Short"
        NOT_SHORT = "not_short", "not a Short"

    class Method(models.TextChoices):
        NONE = "", "–"
        CMS = "cms", "Content ID flag"
        PLAYLIST = "playlist", "Shorts playlist"
        RULE = "rule", "length and aspect rule"
        HEAD = "head", "answer of the Shorts page"
        MANUAL = "manual", "a person"

    video = models.OneToOneField("videos.Video", models.CASCADE, related_name="short", primary_key=True)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNKNOWN)
    method = models.CharField(max_length=10, choices=Method, blank=True, default=Method.NONE)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="shorts_checked"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["verdict", "-checked_at"], name="short_verdict")]

    def __str__(self) -> str:
        return f"{self.video_id}: {self.get_verdict_display()}"


class ShortLook(models.Model):
    """A candidate that a person has before them on the Shorts desk, so that nobody else gets it; or has put off."""

    video = models.OneToOneField("videos.Video", models.CASCADE, related_name="+", primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField(help_text="kept for them until then, or put off by them until then")
    put_off = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.video_id}: {'put off' if self.put_off else 'looked at'} until {self.until}"


class ShortsManager(models.Manager["Short"]):
    def get_queryset(self) -> models.QuerySet["Short"]:
        return super().get_queryset().filter(verdict=Short.Verdict.SHORT)


class NonShortsManager(models.Manager["Short"]):
    def get_queryset(self) -> models.QuerySet["Short"]:
        return super().get_queryset().filter(verdict=Short.Verdict.NOT_SHORT)


class YouTubeShort(Short):
    objects = ShortsManager()

    class Meta:
        proxy = True
        verbose_name = "YouTube Short"


class NonYouTubeShort(Short):
    objects = NonShortsManager()

    class Meta:
        proxy = True
        verbose_name = "video that is no Short"
        verbose_name_plural = "videos that are no Shorts"
