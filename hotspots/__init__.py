"""Contrasts, alerts, weekly maps and evidence: what the reports leave behind."""
