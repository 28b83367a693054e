"""From the words of one item to its criterion, as spaCy components."""
