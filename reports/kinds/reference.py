"""The reference report: what Content ID matches by, once a week (reports.md §3.2). Recognised, and not merged."""

import re

from reports.kinds.base import ANYTHING, Column, Kind

NAMES = (
    *("reference_id", "reference_video_id", "asset_custom_id", "asset_id", "status", "date_created", "reference_type"),
    *("source_of_fingerprint", "active_claims", "asset_metadata_type", "asset_title", "asset_labels", "asset_owners"),
    *("provider", "length_sec", "excluded_perc", "exclusions"),
)

REFERENCE_REPORT = Kind(
    name="reference",
    key="reference_id",
    key_noun="reference ID",
    key_pattern=ANYTHING,
    counters=(),
    columns=tuple(Column(name) for name in NAMES),
    recognised_by=frozenset({"reference_type", "source_of_fingerprint", "length_sec", "excluded_perc", "exclusions"}),
    versions=(("reference_id", "1.0"),),
    file_name=re.compile(r"^YouTube_(?P<cms>.+?)_F_(?P<day>\d{8})\.csv(?:\.gz|\.zip)?$", re.IGNORECASE),
    merged=False,
)
