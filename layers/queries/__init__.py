"""Answers about the ground: boundaries, the basemap, official statistics."""
