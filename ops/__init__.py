"""Set-up and running of the private services; standard library only, no Django.

These modules run before any environment exists, under whatever Python 3.11 or later the machine
has, so they may import nothing that has to be installed.
"""
