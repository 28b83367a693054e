"""Snapshots: built aside, verified, published, read."""
