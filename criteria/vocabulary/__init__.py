"""The words of the field, as data."""
