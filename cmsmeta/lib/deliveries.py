"""Putting a file where reports are delivered to."""

from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage, storages


def put(name: str, file: File) -> str:
    """Put `file` into the reports storage, where it is seen only once it is whole; gives the name that it has there."""
    storage = storages["reports"]
    if not isinstance(storage, FileSystemStorage):
        return storage.save(name, file)  # an object of a bucket is there whole or not at all
    folder, _, last = name.rpartition("/")
    partial = Path(storage.path(storage.save(f"{folder}/.{last}.part", file)))
    partial.rename(partial.with_name(last))
    return f"{folder}/{last}"
