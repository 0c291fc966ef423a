"""Settings, addresses, job wiring and base templates: wires everything, decides nothing."""
