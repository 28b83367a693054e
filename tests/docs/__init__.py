"""The documents hold: what they show exists and works."""
