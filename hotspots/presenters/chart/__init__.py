"""Charts drawn on the server: plain data in, geometry and texts for one template out.

``lines``  several series over a common row of points, with ranges, gaps and marks
``bars``   named amounts with their ranges
``spark``  a few numbers beside a sentence

A chart is drawn twice, for a broad page and for a phone, because text that shrinks with its
picture cannot be read; the style sheet shows one of the two. Colours are never chosen here:
a series bears a class such as ``members``, and `assets/css/chart.css` says what that looks
like in either theme, on paper and in forced colours. Every series has its own stroke and its
own shape, so colour is never the only sign; every chart carries its table.
"""

from hotspots.presenters.chart.asked import LineChart, Mark, Series, Span
from hotspots.presenters.chart.bars import Bar, BarChart, bar_chart
from hotspots.presenters.chart.lines import line_chart
from hotspots.presenters.chart.parts import Chart, Drawing, Table
from hotspots.presenters.chart.spark import Sparkline, sparkline

__all__ = [
    "Bar",
    "BarChart",
    "Chart",
    "Drawing",
    "LineChart",
    "Mark",
    "Series",
    "Span",
    "Sparkline",
    "Table",
    "bar_chart",
    "line_chart",
    "sparkline",
]
