"""Records from the registry, kept verbatim."""
