"""SQL that carries a workflow stands in named files; here they are read and filled in."""

from functools import cache
from pathlib import Path

from psycopg import sql


@cache
def _text(path: Path) -> str:
    return path.read_text()


def load(directory: Path, name: str, **parts: sql.Composable) -> sql.Composed:
    """Give the statement of `name`.sql with `parts` in the place of its {braces}; parameters stay as they are."""
    return sql.SQL(_text(directory / f"{name}.sql")).format(**parts)
