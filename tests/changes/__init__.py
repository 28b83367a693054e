"""What changed for whom between two nights."""
