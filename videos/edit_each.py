"""Other values for each of many videos, as one change set: what a list that is edited, or a spreadsheet, asks for."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from videos.approvals import hold_to_rules
from videos.edit import accepted, follow
from videos.fields import FIELDS, asset_fields
from videos.models import ChangeSet, Video
from videos.statements import fetch, held, statement


def edit_each(
    wanted: Mapping[int, Mapping[str, Any]],
    *,
    actor: User | None,
    label: str,
    reason: str = "",
    kind: ChangeSet.Kind = ChangeSet.Kind.EDIT,
) -> ChangeSet | None:
    """Give each video (by its key) its own values (field name → value), and log them all as one change set.

    It does what `edit_videos` does, in as many statements. ValueError, with a sentence: what `edit_videos` refuses, or
    two videos of one asset that would have its field differ. The caller has asked for the actor's permission.
    """
    values = {key: accepted(asked) for key, asked in wanted.items() if asked}
    names = list(dict.fromkeys(name for asked in values.values() for name in asked))
    if not names:
        return None
    fields = [FIELDS[name] for name in names]
    widen = str(any(field.of_asset for field in fields))
    selection = Video.objects.filter(pk__in=list(values)).values_list("id", "asset_id")
    sql, params = selection.query.sql_with_params()
    with transaction.atomic():
        fetch(statement("lock_selected", selection=sql, widen=widen), params)
        _refuse_two_for_one_asset(values, dict(selection))
        change_set = ChangeSet.objects.create(
            kind=kind, label=label, reason=reason, actor=actor, request={"fields": names, "videos": len(values)}
        )
        rows = [
            {"id": key, "field": name, "new": value} for key, asked in values.items() for name, value in asked.items()
        ]
        log = statement("log_each", holds=held(fields))
        change_set.videos, change_set.changes = fetch(log, [json.dumps(rows), list(asset_fields()), change_set.pk])
        if not change_set.changes:
            transaction.set_rollback(True)
            return None
        hold_to_rules(change_set, names)
        follow(change_set, fields)
    return change_set


def two_for_one_asset(values: Mapping[int, Mapping[str, Any]], assets: Mapping[int, str]) -> dict[int, str]:
    """Tell which videos (key → field name) ask for another value of their asset's field than one before them."""
    meant: dict[tuple[str, str], Any] = {}
    found: dict[int, str] = {}
    for key, asked in values.items():
        if asset := assets.get(key):
            for name in asked.keys() & asset_fields().keys():
                if meant.setdefault((asset, name), asked[name]) != asked[name]:
                    found[key] = name
    return found


def _refuse_two_for_one_asset(values: Mapping[int, Mapping[str, Any]], assets: Mapping[int, str]) -> None:
    for key, name in two_for_one_asset(values, assets).items():
        raise ValueError(
            f"Two videos of asset {assets[key]} ask for different values of {name}, which is the asset's: "
            "give both the same."
        )
