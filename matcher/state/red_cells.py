"""The red cell burden of a chart at its day, worked out once."""

from matcher.chart import Chart
from matcher.state.memory import once_per_chart
from matcher.state.transfusion import TransfusionBurden, burden


@once_per_chart
def red_cells(chart: Chart) -> TransfusionBurden:
    """The red cell burden of the 16 weeks up to the day of the chart."""
    return burden(chart.transfusions, chart.as_of, complete="transfusions" in chart.complete)
