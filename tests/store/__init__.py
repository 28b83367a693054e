"""The store: a snapshot is built aside, verified, switched in one step, and read whole."""
