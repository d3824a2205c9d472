"""A look-up for long lists of values."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup, Q
from django.db.models.sql.compiler import SQLCompiler


def any_of(column: str, values: Iterable[Any]) -> Q:
    """As `column__in`, with the values as one array: hundreds of parameters cost more than the query that has them."""
    return Q(**{f"{column}__any": list(values)})


@ForeignObject.register_lookup
@Field.register_lookup
class AnyOf(Lookup):
    lookup_name = "any"

    def get_prep_lookup(self) -> list[Any]:
        return [self.lhs.output_field.get_prep_value(value) for value in self.rhs]

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        if not self.rhs:
            raise EmptyResultSet
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::{self.lhs.output_field.db_type(connection)}[])", [*values, self.rhs]
