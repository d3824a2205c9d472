"""What the fixtures of `tests/conftest.py` are made of."""
