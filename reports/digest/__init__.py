"""What changed: counted at the end of each ingest, and shown by report and by day, as CSV and by e-mail."""
