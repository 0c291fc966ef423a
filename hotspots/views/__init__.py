"""Pages of the analyses, one module for each screen."""
