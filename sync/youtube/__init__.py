"""YouTube's two APIs: the requests that we make, and what their refusals mean."""

MOST = 50  # IDs in one request
