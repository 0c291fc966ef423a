"""Corpus G: signing in, sessions, and HTTP itself."""
