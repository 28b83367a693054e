"""Shortlists on paper and as data."""
