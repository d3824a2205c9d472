"""Empties the database after a test that commits.

Django's own way empties every table and makes content types and permissions anew: half a second a test, and other
numbers than the web server under test remembers.
"""

from django.db import connection, transaction

from tests.people import ROLES

KEPT = [
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
    "videos_approvalrule",
]
# To truncate takes a file for each index. What a table of ten pages held leaves no trace in PostgreSQL's estimates,
# unless its rows were counted; and to pass by foreign keys takes a superuser.
USED = """
SELECT quote_ident(relname),
    pg_relation_size(oid) <= 10 * 8192 AND reltuples < 0 AND current_setting('is_superuser')::boolean
FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 AND NOT relname = ANY(%s)
"""


def empty() -> None:
    """Empty every table that has rows, save those that the migrations fill."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(USED, [KEPT])
        used = cursor.fetchall()
        if large := [name for name, is_small in used if not is_small]:
            cursor.execute(f"TRUNCATE {', '.join(large)} CASCADE")
        if small := [f"DELETE FROM {name}" for name, is_small in used if is_small]:  # noqa: S608
            cursor.execute("; ".join(["SET LOCAL session_replication_role = replica", *small]))
        cursor.execute("DELETE FROM auth_group WHERE NOT name = ANY(%s)", [ROLES])
