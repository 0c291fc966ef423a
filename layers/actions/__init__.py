"""Changes to the ground, each in one transaction with its audit row."""
