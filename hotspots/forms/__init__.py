"""What people type about funding plans, checked; nothing here changes the world."""

from hotspots.forms.plan import FreezeForm, PlanForm

__all__ = ["FreezeForm", "PlanForm"]
