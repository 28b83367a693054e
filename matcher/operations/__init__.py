"""What flows and commands do, as plain functions."""
