"""Modules that take long to load, loaded where they are first used: a command that needs none of them starts sooner."""

from importlib import import_module
from typing import Any

from django.utils.functional import SimpleLazyObject


def module(name: str) -> Any:
    """Give what stands for the module `name`, which is imported when something is asked of it."""
    return SimpleLazyObject(lambda: import_module(name))
