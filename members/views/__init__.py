"""Pages about people and devices."""
