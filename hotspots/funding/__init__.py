"""Did the money work? Plain modules: areas, counts and figures of a frozen funding plan."""
