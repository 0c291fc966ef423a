"""The demo: the invented town, put into its district through the actions that everybody uses."""

from ntars_geo.demo.seeding import AnotherSeed, NotADemo, Plan, present_plan, seed

__all__ = ["AnotherSeed", "NotADemo", "Plan", "present_plan", "seed"]
