-- The fields in which some video changes: only these are written, so that the search vector is left alone where it can be.
SELECT DISTINCT field FROM delta
