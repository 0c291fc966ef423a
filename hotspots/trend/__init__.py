"""Is it going up or down? Two sources over the months, and what members told the police.

``exact``   odds ratio with its range, Fisher's test, two Poisson rates
``series``  each month as an index of the first year
``gap``     the founding claim: do the sources part, by more than chance?
``told``    the recording gap, Wilson
``recipe``  all of it, from counts to plain data
``payload`` what one audience may see
"""
