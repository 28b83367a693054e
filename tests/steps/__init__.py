"""What would move a patient's list, and what a new finding would change."""
