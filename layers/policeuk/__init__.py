"""What data.police.uk publishes: names, layouts, categories, and how a street file is read.

Plain Python and numpy: no Django, no database, no clock, no network.
"""
