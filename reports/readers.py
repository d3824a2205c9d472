"""How PostgreSQL reads a cell, by the type of its column. `{cell}` is the cell's text.

An unreadable value reads as null; `unreadable` tells it from a blank one. The expressions are in order of cost: nearly
every cell takes the first branch.
"""

from psycopg import sql

from reports.kinds.base import Type

_TRIMMED = r"btrim({cell}, E' \t\r\n')"

_DATE = (
    # every month has 28 days; the longer ones, and the 29th of February in a leap year, are told apart
    r"\d{{4}}[-/](0[1-9]|1[0-2])[-/](0[1-9]|1\d|2[0-8])|\d{{4}}[-/](0[13-9]|1[0-2])[-/](29|30)|"
    r"\d{{4}}[-/](0[13578]|1[02])[-/]31|"
    r"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)[-/]02[-/]29"
)
_CLOCK = r"([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{{1,9}})?)?)?( ?(Z|UTC|[+-](0\d|1[0-4]):?[0-5]\d))?"

# The forms that nearly every time has, told without a regular expression, which would cost more than all the rest. What
# has the form and is no time (a 30th of February) makes PostgreSQL refuse the statement: then `careful` is taken.
_USUAL_TIME = (
    "({cell} LIKE '____/__/__ __:__:__' OR {cell} LIKE '____-__-__ __:__:__')"
    " AND substr({cell}, 12, 2) < '24' AND substr({cell}, 18, 2) < '60'"
    " OR {cell} LIKE '____/__/__' OR {cell} LIKE '____-__-__'"
)

_FLAG = (
    "CASE {cell} WHEN 'Yes' THEN true WHEN 'No' THEN false WHEN '' THEN NULL ELSE CASE "
    f"WHEN lower({_TRIMMED}) IN ('yes', 'true', '1', 'y') THEN true "
    f"WHEN lower({_TRIMMED}) IN ('no', 'false', '0', 'n') THEN false END END"
)

_ISRC_FORM = r"^(ISRC:? ?)?[A-Z]{{2}}-?[A-Z0-9]{{3}}-?\d{{2}}-?\d{{5}}$"

READERS: dict[Type, str] = {
    Type.TEXT: "{cell}",
    Type.WORD: _TRIMMED,
    Type.LOWER: f"lower({_TRIMMED})",
    Type.STATUS: (
        f"CASE WHEN lower({_TRIMMED}) IN ('routedforreview', 'routed for review') THEN 'routed_for_review'"
        f" ELSE lower({_TRIMMED}) END"
    ),
    Type.FLAG: _FLAG,
    Type.CLAIMED: f"CASE WHEN {_FLAG} THEN 'active' ELSE '' END",
    Type.INTEGER: (
        f"CASE WHEN {_TRIMMED} <> '' AND length({{cell}}) < 19 AND translate({_TRIMMED}, '0123456789', '') = ''"
        f" THEN {_TRIMMED}::bigint END"
    ),
    # year 0000 is none that PostgreSQL knows
    Type.TIME: (
        f"CASE WHEN {{cell}} = '' THEN NULL WHEN {_USUAL_TIME} THEN {{cell}}::timestamptz"
        f" WHEN {_TRIMMED} ~ '^(?!0000)({_DATE}){_CLOCK}$' THEN {_TRIMMED}::timestamptz END"
    ),
    # Staff's edits hold the twelve signs: another spelling of them must be no conflict.
    Type.ISRC: (
        f"CASE WHEN {{cell}} = '' THEN ''"
        f" WHEN length({_TRIMMED}) = 12 AND {_TRIMMED} = upper({_TRIMMED}) THEN {_TRIMMED}"
        f" WHEN upper({_TRIMMED}) ~ '{_ISRC_FORM}'"
        f" THEN right(translate(upper({_TRIMMED}), '- :', ''), 12) ELSE {_TRIMMED} END"
    ),
    Type.CHANNEL: (
        "CASE WHEN length({cell}) = 24 AND left({cell}, 2) = 'UC' AND {cell} !~ '[^0-9A-Za-z_-]' THEN {cell} "
        f"WHEN {_TRIMMED} ~ '^UC[0-9A-Za-z_-]{{{{22}}}}$' THEN {_TRIMMED} "
        f"WHEN {_TRIMMED} ~ '^[0-9A-Za-z_-]{{{{22}}}}$' THEN 'UC' || {_TRIMMED} END"
    ),
    Type.IDS: (
        "CASE WHEN {cell} = '' THEN '{{}}'::text[]"
        " ELSE array_remove(string_to_array(translate({cell}, E'\\t\\r\\n', '   '), ' '), '') END"
    ),
    Type.NAMES: (
        "CASE WHEN {cell} = '' THEN '{{}}'::text[] WHEN strpos({cell}, '|') = 0 "
        f"THEN array_remove(ARRAY[{_TRIMMED}], '') "
        r"ELSE array_remove(regexp_split_to_array(btrim({cell}, E' \t\r\n'), '\s*\|\s*'), '') END"
    ),
}

NEVER_UNREADABLE = frozenset(
    {Type.TEXT, Type.WORD, Type.LOWER, Type.STATUS, Type.CLAIMED, Type.IDS, Type.NAMES, Type.ISRC}
)


CAREFUL: dict[Type, str] = {
    Type.TIME: f"CASE WHEN {_TRIMMED} ~ '^(?!0000)({_DATE}){_CLOCK}$' THEN {_TRIMMED}::timestamptz END",
}


def read(type_: Type, cell: sql.Composable, *, careful: bool = False) -> sql.Composable:
    """Give the expression that reads `cell` as `type_`; the careful one is slower, and never fails."""
    template = CAREFUL.get(type_, READERS[type_]) if careful else READERS[type_]
    return sql.SQL(template).format(cell=cell)


def unreadable(type_: Type, cell: sql.Composable, value: sql.Composable) -> sql.Composable | None:
    """Give the condition under which `cell` holds something that `value` does not tell, or None for plain text."""
    if type_ in NEVER_UNREADABLE:
        return None
    trimmed = sql.SQL(_TRIMMED).format(cell=cell)
    if type_ is Type.CHANNEL:
        return sql.SQL("{} IS DISTINCT FROM NULLIF({}, '')").format(value, trimmed)
    return sql.SQL("({} IS NULL AND {} <> '' AND {} <> '')").format(value, cell, trimmed)
