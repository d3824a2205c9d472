"""Empties the database after a test that commits.

Django's own way empties every table and makes content types and permissions anew: half a second a test, and other
numbers than the web server under test remembers.
"""

from django.db import connection

from tests.people import ROLES

KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
    "videos_approvalrule",
}


def empty() -> None:
    """Empty every table that has rows, save those that the migrations fill."""
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name not in KEPT]
        quote = connection.ops.quote_name
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quote(name)})" for name in names)  # noqa: S608
        )
        if filled := [quote(name) for (name,) in cursor.fetchall()]:
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")
        cursor.execute("DELETE FROM auth_group WHERE NOT name = ANY(%s)", [ROLES])
