"""Specification of the bundled sample."""
