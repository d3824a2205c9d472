"""The same rows through django-import-export, as a plain ModelResource takes them: `python -m bench.import_export`."""

import csv
import os
import sys
import time
from itertools import islice
from pathlib import Path

import django
import tablib

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
django.setup()

from import_export import resources  # noqa: E402  after Django is set up

from videos.models import Video  # noqa: E402

RENAMED = {"video_title": "title", "video_privacy_status": "privacy_status"}
READABLE = {"Yes": "1", "No": "0"}


class VideoResource(resources.ModelResource):
    class Meta:
        model = Video
        import_id_fields = ("video_id",)


def dataset(path: Path, rows: int) -> tablib.Dataset:
    """The first `rows` rows of the report, in the names and spellings that a ModelResource reads."""
    fields = {field.name for field in Video._meta.fields}
    with path.open(newline="", encoding="utf-8") as file:
        taken = list(islice(csv.DictReader(file), rows))
    names = [name for name in taken[0] if RENAMED.get(name, name) in fields]
    data = tablib.Dataset(headers=[RENAMED.get(name, name) for name in names])
    for row in taken:
        row |= {name: row[name].replace("/", "-") for name in ("time_uploaded", "time_published")}
        data.append([READABLE.get(row[name], row[name]) for name in names])
    return data


def main() -> None:
    path, rows = Path(sys.argv[1]), int(sys.argv[2])
    data = dataset(path, rows)
    began = time.perf_counter()
    result = VideoResource().import_data(data, raise_errors=True, use_transactions=True)
    seconds = time.perf_counter() - began
    if result.totals["new"] < rows * 0.9:
        raise SystemExit(f"django-import-export took only {result.totals['new']} of {rows} rows.")
    print(seconds)


if __name__ == "__main__":
    main()
