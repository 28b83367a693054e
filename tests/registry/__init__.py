"""The registry client, its stand-in, the folder source and the archive."""
