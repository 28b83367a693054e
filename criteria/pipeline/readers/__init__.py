"""What a chunk asks, one family of criteria a file."""
