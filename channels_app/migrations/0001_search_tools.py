"""The search extensions, and what a generated search column needs of PostgreSQL: nothing that may change its mind."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

SEARCH_CONFIG = """
CREATE TEXT SEARCH CONFIGURATION cms_search (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION cms_search
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""

# array_to_string is only STABLE, since it serves every type; for text[] it never changes its answer. Most videos come
# from video reports, which know no artist, album or label: the CASE spares them two thirds of the work.
SEARCH_VECTOR = """
CREATE FUNCTION cms_words(text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN array_to_string($1, ' ');

CREATE FUNCTION cms_search_vector(title text, artist text[], album text, label text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('cms_search'::regconfig, title), 'A') || CASE
    WHEN artist = '{}' AND album = '' AND label = '' THEN ''::tsvector
    ELSE setweight(to_tsvector('cms_search'::regconfig, cms_words(artist)), 'B')
        || setweight(to_tsvector('cms_search'::regconfig, album || ' ' || label), 'C')
    END;
"""
DROP_SEARCH_VECTOR = """
DROP FUNCTION cms_search_vector(text, text[], text, text);
DROP FUNCTION cms_words(text[]);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(SEARCH_CONFIG, "DROP TEXT SEARCH CONFIGURATION cms_search"),
        migrations.RunSQL(SEARCH_VECTOR, DROP_SEARCH_VECTOR),
    ]
