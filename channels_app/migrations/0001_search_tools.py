"""The search extensions, and what a generated search column needs of PostgreSQL: nothing that may change its mind."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

SEARCH_CONFIG = """
CREATE TEXT SEARCH CONFIGURATION cms_search (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION cms_search
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""

# array_to_string is only STABLE, since it serves every type; for text[] it never changes its answer.
WORDS = """
CREATE FUNCTION cms_words(text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN array_to_string($1, ' ');
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(SEARCH_CONFIG, "DROP TEXT SEARCH CONFIGURATION cms_search"),
        migrations.RunSQL(WORDS, "DROP FUNCTION cms_words(text[])"),
    ]
