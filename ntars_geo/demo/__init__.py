"""The demo: the invented town, put into its district through the actions that everybody uses.

``plan``     what was or is to be seeded; quick to load
``seeding``  does it, stage by stage
``stages``   what each stage does
"""
