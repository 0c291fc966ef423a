"""Readers of files from outside, as far as they need Django or a file system."""
