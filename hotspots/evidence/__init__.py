"""Packs of evidence: made of plain data, signed, and checked offline. No Django in here."""
