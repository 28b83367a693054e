"""What the words of the field must do."""
