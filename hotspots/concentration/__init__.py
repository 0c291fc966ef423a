"""Where reports gather, and whether one is soon followed by the next.

``gini``         generalised Gini, share of the fullest fifth, hexagons that hold half
``near_repeat``  Knox's table of close pairs, against shuffled dates
``recipe``       both, from points to plain data
``payload``      what one audience may see
"""
