"""Measurements: each module here has `run() -> dict` and is run by `make bench`."""
