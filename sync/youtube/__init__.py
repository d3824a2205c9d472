"""YouTube's two APIs: the requests that we make, and what their refusals mean."""
