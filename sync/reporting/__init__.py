"""Files of the Reporting API, fetched into the reports storage, from where they are ingested."""
