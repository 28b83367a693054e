"""When things run. Nothing imports this package."""
