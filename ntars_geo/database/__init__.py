"""PostGIS as Django speaks to it, but never for longer than a reader waits (ADR 0067)."""

from django.db import connection


def limit_statements(seconds: float) -> None:
    """Let statements take so long from the next connection on, unless the environment says else."""
    chosen = connection.settings_dict
    chosen["STATEMENT_SECONDS"] = chosen["STATEMENT_SECONDS"] or seconds
