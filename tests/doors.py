"""Every address of the project, and what each asks for: a page that is not in the table fails the tests of roles.

What is in no table follows Django's rule: a list, a page and a history want `view`, and to write there wants `change`;
the pages to add and to delete want these.
"""

import re
from dataclasses import dataclass
from functools import cache

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import RoutePattern, URLResolver
from procrastinate.contrib.django import app

from sync.models import HandOverAnswer, HandOverFile
from tests.catalogue import NOON, fill
from tests.people import somebody
from videos.bulk.actions import ACTIONS as BULK_ACTIONS
from videos.edit import edit_videos
from videos.models import ChangeSet, OpenEdit, OwnershipConflict, Spreadsheet, Video

# What the names of a model's pages begin with.
MODELS = {f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry}
STAFF = frozenset()  # whoever is let into the admin
NOBODY = None


def needs(*permissions):
    return frozenset(permissions)


VIDEO, CHANGE_SET = needs("videos.view_video"), needs("videos.view_changeset")
EXPORT, SHEET = VIDEO | {"videos.export_spreadsheet"}, VIDEO | CHANGE_SET
SHEETS = ("spreadsheet", "spreadsheet_errors", "process_import")  # pages of one
REPORT = needs("reports.view_report")
CONFLICT = needs("videos.view_ownershipconflict", "videos.change_ownershipconflict")
OPEN_EDIT = needs("videos.view_openedit")
ANSWER = OPEN_EDIT | {"videos.change_video"}
ASK = needs("sync.request_metadatasync")
SYNC = ASK | {"sync.view_metadatasync"}
JOB = needs("procrastinate.view_procrastinatejob", "procrastinate.change_procrastinatejob")
RULE = needs("videos.view_standingrule")
SIGN_IN = needs("sync.view_credential", "sync.change_credential")
INGEST, ROWS = REPORT | {"reports.ingest_report"}, REPORT | {"reports.view_unmergedrow"}
HAND_OVER = needs("sync.view_handover", "sync.make_handover")
UNDO, APPROVE = CHANGE_SET | {"videos.undo_changeset"}, CHANGE_SET | {"videos.approve_changeset"}

# What people who are not signed in may reach, and why.
PUBLIC = {
    "": "leads to the admin",
    "admin/login/": "there they sign in",
    "admin/logout/": "there they sign out",
    "events/reports/": "asks for a secret of its own",
    "events/youtube/<str:channel_id>/<str:token>/": "is known to the hub only, which signs what it sends",
}
# Where people may write; all else is read only.
WRITTEN = {
    **dict.fromkeys(["auth_user", "auth_group", "videos_approvalrule", "reports_subscription"], "add change delete"),
    "videos_standingrule": "add change delete",
    "sync_credential": "delete",
    **dict.fromkeys(["videos_video", "videos_ownershipconflict", "channels_app_channel"], "change"),
}
# Pages that have no name: one leads to the page of a row, one says that there is none.
DJANGOS_OWN = ("/<path:object_id>/", "admin/(?P<url>.*)$")
# Name → what it takes to look, and to write.
PAGES = {
    **dict.fromkeys(["index", "app_list", "password_change", "view_on_site"], (STAFF, STAFF)),
    **dict.fromkeys(["password_change_done", "jsi18n"], (STAFF, NOBODY)),
    "autocomplete": (NOBODY, NOBODY),  # no form asks for it
    "auth_user_password_change": (needs("auth.change_user"), needs("auth.change_user")),
    "videos_video_history": (VIDEO | CHANGE_SET, VIDEO | CHANGE_SET),
    "videos_video_paste": (VIDEO, VIDEO),
    **dict.fromkeys(
        ["videos_video_columns", "videos_video_save-filter", "videos_video_delete-filter"], (NOBODY, VIDEO)
    ),
    "videos_video_export": (EXPORT, EXPORT),
    "videos_video_import": (VIDEO | {"videos.change_video"},) * 2,
    **{f"videos_video_{page}": (SHEET, SHEET) for page in SHEETS},
    "videos_video_process_import": (NOBODY, NOBODY),  # save who brought it, as tests/test_sheets.py has it
    "videos_changeset_cancel": (NOBODY, APPROVE),
    "videos_changeset_decide": (APPROVE, APPROVE),
    "videos_changeset_undo": (UNDO | {"videos.change_video"}, UNDO | {"videos.change_video"}),
    "videos_shorts_desk": (VIDEO | {"videos.change_short"}, VIDEO | {"videos.change_short"}),
    "videos_ownershipconflict_act": (NOBODY, CONFLICT),
    **dict.fromkeys([f"videos_editconflict_{page}" for page in ("changelist", "history")], (OPEN_EDIT, OPEN_EDIT)),
    "videos_editconflict_change": (OPEN_EDIT, ANSWER),
    "videos_editconflict_answer": (NOBODY, ANSWER),
    **dict.fromkeys([f"reports_digest_{page}" for page in ("changelist", "change", "history")], (VIDEO, VIDEO)),
    **dict.fromkeys([f"reports_digest_{page}" for page in ("day", "day_csv", "csv")], (VIDEO, VIDEO)),
    "videos_standingrule_apply": (VIDEO | RULE, VIDEO | RULE | {"videos.change_standingrule"}),
    "videos_video_sync": (VIDEO | ASK, VIDEO | ASK),
    "videos_policy_pull": (NOBODY, ASK | {"videos.view_policy"}),
    "sync_metadatasync_act": (NOBODY, SYNC),
    "sync_credential_act": (NOBODY, SIGN_IN),
    "sync_credential_signed_in": (SIGN_IN, NOBODY),
    "sync_handover_plan": (needs("sync.view_handover"),) * 2,
    **dict.fromkeys([f"sync_handover_{page}" for page in ("file", "brought", "strays", "rows")], (HAND_OVER,) * 2),
    **dict.fromkeys(
        [f"sync_handover_{page}" for page in ("make", "answer", "uploaded", "take_back")], (NOBODY, HAND_OVER)
    ),
    "reports_report_upload": (INGEST, INGEST),
    "reports_report_rejects": (REPORT | {"reports.view_rejectedrow"},) * 2,
    **dict.fromkeys(["reports_report_rows", "reports_report_rows_csv"], (ROWS, ROWS)),
    **dict.fromkeys(
        [f"reports_report_{page}" for page in ("act", "gone", "begin", "piece", "finish")], (NOBODY, INGEST)
    ),
}
BULK = {
    **dict.fromkeys(BULK_ACTIONS, VIDEO | {"videos.change_video"}),
    **dict.fromkeys(["policy", "match", "release", "ads"], VIDEO | {"videos.change_monetization"}),
    "short": VIDEO | {"videos.change_short"},
}
# The actions of the lists: (list, action) → what it takes.
ACTIONS = {
    **{("videos_video", f"act_{name}"): wanted for name, wanted in BULK.items()},
    ("videos_video", "begin_export"): EXPORT,
    **{("videos_ownershipconflict", name): CONFLICT for name in ("take", "end", "reopen")},
    ("videos_video", "sync_chosen"): VIDEO | ASK,
    ("videos_openedit", "push_now"): VIDEO | ASK,
    **{("sync_metadatasync", name): SYNC for name in ("retry", "cancel")},
    **{("videos_editconflict", f"answer_{name}"): ANSWER for name in ("ours", "theirs", "other")},
    **{("reports_report", name): INGEST for name in ("ingest_now", "ingest_again", "cancel")},
    **{("procrastinate_procrastinatejob", name): JOB for name in ("retry", "cancel", "abort")},
}
CRUD = ("changelist", "history", "add", "change", "delete")
# What stands where an address says which act is meant.
ACTS = {
    "videos_video_act": list(BULK_ACTIONS),
    "videos_ownershipconflict_act": ["take", "end", "reopen"],
    "reports_report_act": ["ingest", "again", "cancel"],
    "sync_metadatasync_act": ["retry", "cancel"],
    "sync_credential_act": ["sign-in", "check", "revoke"],
}


@dataclass(frozen=True)
class Door:
    """An address, and the permissions that it takes to look (GET) and to write (POST)."""

    url: str
    name: str | None
    look: frozenset | None
    write: frozenset | None

    def wants(self, method):
        return self.look if method == "get" else self.write

    def opens(self, method, person):
        """Whether it opens to a person."""
        wanted = self.wants(method)
        return wanted is not NOBODY and person.is_staff and person.has_perms(wanted)


@cache
def door(url):
    """Give the door at an address; None where there is none, or where it is open to the public."""
    try:
        match = resolve(url)
    except Resolver404:
        return None
    return None if match.route in PUBLIC else Door(url, match.url_name, *_wanted(match))


def doors():
    """Give every door there is, on a small catalogue that this makes."""
    keys = _catalogue()
    for route, name in routes():
        if route in PUBLIC:
            continue
        model = next((label for label in keys if route.startswith(f"admin/{label}/")), "")
        key = keys.get(name) or keys.get(model, "")
        for act in ACTS.get(name, [""]):
            values = {"name": act, "day": NOON.date(), "content_type_id": keys["content type"]}
            parts = re.split(r"<(?:\w+:)?(\w+)>", route)
            parts[1::2] = (str(values.get(part, key)) for part in parts[1::2])
            yield door("/" + "".join(parts))


def routes(resolver=None, prefix=""):
    """Give every route of the project, with its name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern.pattern, RoutePattern):
            yield route, pattern.name
    if prefix == "admin/":
        yield from (("admin/videos/", "app_list"), ("admin/nowhere/", None))  # Django's two that are no such patterns


def _wanted(match):
    name = match.url_name or match.route
    if name == "videos_video_act":
        return BULK[match.kwargs["name"]], BULK[match.kwargs["name"]]
    if name.endswith(DJANGOS_OWN):
        return STAFF, STAFF
    if name in PAGES:
        return PAGES[name]
    label, _, page = name.rpartition("_")
    if label not in MODELS or page not in CRUD:
        raise LookupError(f"Say in tests/doors.py which permission the page {name!r} asks for.")
    view = needs(permission("view", label))
    if page in ("changelist", "history"):
        return view, view
    write = needs(permission(page, label)) if page in WRITTEN.get(label, "").split() else NOBODY
    return view if page == "change" else write, write


def may_run(label, action, person):
    """Whether a person may run an action of a list."""
    if action == "delete_selected":
        return "delete" in WRITTEN.get(label, "") and person.has_perm(permission("delete", label))
    return person.has_perms(ACTIONS[label, action])


def permission(act, label):
    return f"{MODELS[label]._meta.app_label}.{act}_{MODELS[label]._meta.model_name}"


def _catalogue():
    """Fill a small catalogue; gives the key of a row for each model, and of others for the pages that want these."""
    person = somebody()
    fill(2)
    OwnershipConflict.objects.create(asset_id="A1")
    app.configure_task("some.task").defer()
    edited = edit_videos(Video.objects.all(), {"title": "Better"}, actor=person)
    request = {"action": "administered", "values": {"administered": "yes"}, "selection": {"ids": []}}
    OpenEdit.objects.filter(change_set=edited).update(state="conflict", theirs="Worse")
    waits = ChangeSet.objects.create(kind="bulk", status="awaiting", label="Waits", actor=person, request=request)
    sheet = Spreadsheet.objects.create(name="songs.csv", uploaded_by=person, status="ready", fields=["title"])
    rows = {
        f"{model._meta.app_label}/{model._meta.model_name}": model._default_manager.latest("pk").pk
        for model in MODELS.values()
    }
    return rows | {
        "auth/user": person.pk,
        "auth_user_password_change": person.pk,
        "videos_changeset_undo": edited.pk,
        **dict.fromkeys([f"videos_video_{page}" for page in SHEETS], sheet.pk),
        **dict.fromkeys(["videos_changeset_cancel", "videos_changeset_decide"], waits.pk),
        "sync_handover_file": HandOverFile.objects.latest("pk").pk,
        **dict.fromkeys(["sync_handover_brought", "sync_handover_strays"], HandOverAnswer.objects.latest("pk").pk),
        "content type": ContentType.objects.get_for_model(Video).pk,
    }
