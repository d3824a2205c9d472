"""What staff keep of their searching: filters by name, lists that they pasted, the columns that they look at."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class SavedFilter(models.Model):
    """A list of videos as somebody looked at it: its filters, search, order and columns, under a name."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    shared = models.BooleanField(default=False, help_text="everybody who may view videos sees it")
    query = models.TextField(blank=True, default="", help_text="the filters, as in the address of the list")
    columns = ArrayField(models.TextField(), default=list, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_one_a_name"),
        ]
        indexes = [models.Index(fields=["name"], name="saved_filter_shared", condition=Q(shared=True))]
        default_permissions = ()  # whoever may view videos may keep filters of their own

    def __str__(self) -> str:
        return self.name


class PastedList(models.Model):
    """A list of identifiers that is too long for an address. The same text is kept once."""

    digest = models.CharField(max_length=32, unique=True, help_text="names it in the address of the list")
    text = models.TextField()
    entries = models.IntegerField()
    pasted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="pasted_lists"
    )
    pasted_at = models.DateTimeField(db_default=Now(), editable=False)
    opened_at = models.DateTimeField(db_default=Now(), editable=False, help_text="last looked at, to the day")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"a pasted list of {self.entries:,}"


class ChosenColumns(models.Model):
    """The columns of the list of videos that a person chose."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="chosen_columns"
    )
    columns = ArrayField(models.TextField())

    class Meta:
        default_permissions = ()
        verbose_name_plural = "chosen columns"

    def __str__(self) -> str:
        return ", ".join(self.columns)
