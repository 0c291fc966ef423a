"""The trend as people read it: sentences, charts, one page and its file."""
