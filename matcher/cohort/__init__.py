"""Many patients at once: their Parquet form, its shards, and invented patients for demonstrations."""
