"""Bundles in and searchsets out: nothing invented, nothing dropped without a word."""
