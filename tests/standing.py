"""Standing rules as people write and apply them: Mona, who manages the monetization, and songs of two channels."""

import re

from django.urls import reverse
from django.utils import timezone

from channels_app.models import Channel
from tests.bulk import work
from videos.models import StandingRule, Video
from videos.tasks import apply_standing_rules

MONETIZE, TRACK = "Monetize in all countries", "Track in all countries"
ADD = reverse("admin:videos_standingrule_add")


def make_songs():
    """Four songs of two channels, and one that is gone; we claim all but the last of them."""
    harbour = Channel.objects.create(channel_id="UCharbour", title="Harbour", expected_custom_id="HRB")
    lighthouse = Channel.objects.create(channel_id="UClight", title="Lighthouse", handle="@light")
    values = [
        ("one", harbour, {"effective_policy": TRACK, "label": "Blue"}),
        ("two", harbour, {"effective_policy": TRACK, "label": "Red"}),
        ("three", lighthouse, {"effective_policy": "", "label": "Red"}),
        ("four", lighthouse, {"effective_policy": TRACK, "claimed_by_this_owner": False}),
        ("gone", harbour, {"effective_policy": TRACK, "not_seen_since": timezone.now()}),
    ]
    for name, channel, more in values:
        base = {"claimed_by_this_owner": True, "asset_id": f"A-{name}", "self_declared_made_for_kids": False}
        Video.objects.create(video_id=name, title=name, channel=channel, **{**base, **more})
    return Video.objects.order_by("pk")


def write(client, **answers):
    """Write a rule on its page."""
    blank = dict.fromkeys(["policy", "kids", "channels", "labels", "except_channels", "except_labels"], "")
    page = client.post(ADD, {"name": "House rule", "kind": "policy", **blank, **answers}, follow=True)
    if "adminform" in page.context and page.context["adminform"].form.errors:
        raise AssertionError(dict(page.context["adminform"].form.errors))
    return StandingRule.objects.get(name=answers.get("name", "House rule"))


def page_of(rule):
    return reverse("admin:videos_standingrule_apply", args=[rule.pk])


def apply(client, rule):
    """Look at what a rule would change, and apply it; gives the page that follows."""
    shown = client.get(page_of(rule)).content.decode()
    token = re.search(r'name="seen" value="(\w+)"', shown)[1]
    return client.post(page_of(rule), {"seen": token, "reason": "as agreed"}, follow=True)


def every_day():
    apply_standing_rules(0)
    work()


def policies():
    return dict(Video.objects.values_list("video_id", "effective_policy"))
