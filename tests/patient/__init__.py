"""The patient file and the chart: what is refused, what is read, what is left out."""
