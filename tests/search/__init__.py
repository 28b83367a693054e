"""Finding trials by words and by what they are about."""
