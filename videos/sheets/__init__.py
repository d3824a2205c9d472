"""Spreadsheets: the catalogue as a file, and a file as a change set."""
