"""The page of a week: a stored payload in, everything that its templates place out.

``picture`` the hexagons, as a drawing and for the moving map
``line`` 26 weeks as bars that lead to their pages
``rows`` items of the briefing, rows of the table
``page`` the page itself
``meanings`` what the words mean
``beside`` two weeks side by side, each against its own norm
"""
