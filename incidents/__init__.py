"""Reports, their categories, triage and what was done about them."""
