"""A criterion in words: how each leaf reads, and the numbers, times and lists that all of them share."""
