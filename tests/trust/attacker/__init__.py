"""P16: collect all that an audience can fetch, and work out what was withheld from it.

``towns``       synthetic towns of known truth, published as any town is
``collecting``  every address of the permission matrix, and every link and choice found there
``reading``     what the collected files and tables say of reports, as sums within bounds
``files``       the same of tables, GeoPackages and trends, and the weeks of members
``solving``     the least and the greatest count of every hexagon and span, in whole numbers
"""
