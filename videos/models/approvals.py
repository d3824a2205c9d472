"""Which acts wait for a second person: a table that administrators edit."""

from django.core.validators import MinValueValidator
from django.db import models


class ApprovalRule(models.Model):
    """From so many videos on, an act on a group of fields waits until a second person approves it."""

    class Group(models.TextChoices):
        POLICY = "policy", "monetization policy"
        ADS = "ads", "ad formats"
        PRIVACY = "privacy", "privacy"
        CLAIM = "claim", "claims"
        ANY = "any", "any field"

    group = models.CharField("fields", max_length=10, choices=Group)
    irreversible = models.BooleanField(
        "only what cannot be taken back",
        default=False,
        help_text="a private video made public, a public one private, the release of a claim: only such videos count",
    )
    videos = models.BigIntegerField(
        "from so many videos on", validators=[MinValueValidator(1)], help_text="1: always; delete the rule for never"
    )

    class Meta:
        ordering = ["group", "irreversible"]
        constraints = [
            models.UniqueConstraint(fields=["group", "irreversible"], name="approval_rule_one_a_group"),
            models.CheckConstraint(condition=models.Q(videos__gte=1), name="approval_rule_from_one_video"),
        ]

    def __str__(self) -> str:
        acts = ", where it cannot be taken back," if self.irreversible else ""
        number = "of any number of videos" if self.videos == 1 else f"of {self.videos:,} videos or more"
        return f"{self.get_group_display()}{acts} {number}"
