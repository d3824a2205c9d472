"""Handing open edits over to YouTube in its own update spreadsheets, where the API's quota is too small for them."""
