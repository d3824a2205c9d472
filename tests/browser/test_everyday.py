"""What staff meet on every page, all day: nothing scrolls sideways, everything has a name and can be read."""

from pathlib import Path

import pytest
from django.urls import reverse
from procrastinate.contrib.django import app

from sync.models import HandOver, HandOverRow, MetadataSync
from tests.catalogue import NOON, fill
from videos.models import Asset, ChangeSet, Claim, OpenEdit, OwnershipConflict, Video

pytestmark = pytest.mark.browser

LOOKS = (Path(__file__).parent / "looks.js").read_text()
# Drawing takes as long as all else, and nobody looks: it is laid out and styled as ever, and not drawn.
UNSEEN = """const sheet = new CSSStyleSheet();
sheet.replaceSync("html { clip-path: inset(50%) }");
document.adoptedStyleSheets.push(sheet);"""
LONG = "A title as long as YouTube lets it be, with everything that a label puts there (Official Lyric Video) 4K"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def pages(transactional_db):
    """The addresses of the pages that staff live in, full of values as long as real ones."""
    videos = fill(3)
    Video.objects.update(
        title=LONG, effective_policy="Monetize in all countries", privacy_status="unlisted", notes="Ask first. " * 20
    )
    Asset.objects.update(
        title=LONG, artist=["The Long Name of an Orchestra", "And Its Choir"], asset_type="MUSIC_VIDEO"
    )
    Claim.objects.update(
        claim_type="AUDIOVISUAL",
        origin="DESCRIPTIVE_SEARCH",
        status="active",
        policy="Monetize in all countries, block DE",
    )
    conflict = OwnershipConflict.objects.create(
        asset_id=videos[0].asset_id, conflicting_owner="A Company Limited & Co.", countries="AT BE BG CY CZ DE DK " * 4
    )
    OpenEdit.objects.filter(video=videos[0]).update(
        state="conflict", wanted=LONG, theirs=f"{LONG} 8K", observed_at=NOON
    )
    OpenEdit.objects.filter(video=videos[1]).update(state="refused", error="YouTube does not take this title. " * 3)
    MetadataSync.objects.update(status="failed", error="YouTube does not take this title. " * 3)
    HandOver.objects.update(refused=1, error="The worker was stopped. " * 4)
    HandOverRow.objects.update(state="refused", wanted=LONG, error="YouTube does not take this title. " * 3)
    app.configure_task("reports.ingest_report").defer()
    rows = {
        "videos_video": videos[0].pk,
        "videos_asset": videos[0].asset_id,
        "videos_claim": Claim.objects.first().pk,
        "videos_ownershipconflict": conflict.pk,
        "videos_editconflict": OpenEdit.objects.get(state="conflict").pk,
        "sync_metadatasync": MetadataSync.objects.first().pk,
        "sync_handover": HandOver.objects.latest("pk").pk,
        "videos_changeset": ChangeSet.objects.first().pk,
        "channels_app_channel": videos[0].channel_id,
        "reports_report": ChangeSet.objects.first().report.pk,
    }
    lists = [*rows, "videos_openedit", "videos_change", "videos_youtubeshort", "reports_digest", "videos_approvalrule"]
    lists += ["procrastinate_procrastinatejob"]
    return {
        "/admin/": "overview",
        **{reverse(f"admin:{name}_changelist"): name for name in lists},
        **{reverse(f"admin:{name}_change", args=[key]): name for name, key in rows.items()},
        f"{reverse('admin:videos_video_changelist')}?edit=1": "editing",
        reverse("admin:videos_shorts_desk"): "desk",
        reverse("admin:videos_video_export"): "export",
        f"{reverse('admin:videos_video_act', args=['policy'])}?list=": "act",
        f"{reverse('admin:videos_video_sync')}?list=": "sync",
        reverse("admin:sync_handover_plan"): "plan",
    }


def is_error(said):
    """Whether a page complains of anything but a picture that YouTube does not give here."""
    return said.type == "error" and not said.location["url"].startswith("https://")


def test_no_page_scrolls_sideways_leaves_a_field_without_a_label_or_is_hard_to_read(site, browser, olu, pages):
    page = browser.new_page(viewport=DESK)
    errors, wrong = [], {}
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if is_error(said) else None)
    page.add_init_script(UNSEEN)
    site.sign_in(page, olu)
    looks = [(DESK, "light"), (PHONE, "dark")]
    for address in pages:
        site.open(page, address)
        for size, scheme in looks:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            if found := page.evaluate(LOOKS):
                wrong[f"{address} {size['width']} {scheme}"] = found
        looks.reverse()  # the next page opens as this one was left
    assert (wrong, errors) == ({}, [])
