"""What stands before every route: layers that refuse, limit and mark, and know nothing of trials."""
