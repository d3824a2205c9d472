"""The embedded PostgreSQL of a machine without DATABASE_URL; `base` is its Django database backend."""
