"""Specification of the criterion language: its values and its words."""
