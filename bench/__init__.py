"""How fast and how small an ingest is, as ratios against bare PostgreSQL work in the same run: `python -m bench`."""
