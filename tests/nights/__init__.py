"""What the home keeps of its nights."""
