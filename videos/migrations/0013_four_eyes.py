"""Which acts wait for a second person, with rules to begin with; and who may change policies and ad formats."""

import django.core.validators
from django.db import migrations, models

# Fields, only what cannot be taken back, from so many videos on. What is in none of them waits for nobody.
RULES = [
    ("policy", False, 1_000),
    ("ads", False, 1_000),
    ("privacy", True, 100),
    ("claim", True, 1),
    ("any", True, 1_000),
]


def seed(apps, schema_editor):
    rule = apps.get_model("videos", "ApprovalRule")
    rule.objects.bulk_create(rule(group=group, irreversible=lost, videos=number) for group, lost, number in RULES)


class Migration(migrations.Migration):
    dependencies = [("videos", "0012_occurrences")]

    operations = [
        migrations.CreateModel(
            name="ApprovalRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("policy", "monetization policy"),
                            ("ads", "ad formats"),
                            ("privacy", "privacy"),
                            ("claim", "claims"),
                            ("any", "any field"),
                        ],
                        max_length=10,
                        verbose_name="fields",
                    ),
                ),
                (
                    "irreversible",
                    models.BooleanField(
                        default=False,
                        help_text="such as a public video made private, or the release of a claim: only such videos count",
                        verbose_name="only what cannot be taken back",
                    ),
                ),
                (
                    "videos",
                    models.BigIntegerField(
                        help_text="1: always; delete the rule for never",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="from so many videos on",
                    ),
                ),
            ],
            options={
                "ordering": ["group", "irreversible"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "irreversible"), name="approval_rule_one_a_group"),
                    models.CheckConstraint(condition=models.Q(("videos__gte", 1)), name="approval_rule_from_one_video"),
                ],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="video",
            options={"permissions": [("change_monetization", "Can change policies and ad formats")]},
        ),
    ]
