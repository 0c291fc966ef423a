"""Monday's map as things that leave the site: a PDF, a one-file map, the words of an e-mail.

``words``  what stands round the numbers in each version
``sheet``  the printed map of a week
``paper``  everything that a paper places
``files``  PDF and HTML, as bytes; slow to import, for commands and jobs

Each is made from one stored payload (`hotspots.weekly.shape`) and holds nothing that its
version does not.
"""
