"""From a stored payload to what people see and take away. No queries, no clock, no numbers made.

``files``  the CSV and the GeoJSON
``words``  headline, verdicts, sentences
``notes``  rules, notes and limits
``table``  the ranked table
``maps``   the SVG and MapLibre maps with their legends
``page``   the contrast page that holds them
"""
