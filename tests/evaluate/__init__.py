"""Every kind of criterion judged against small charts: truth, reason, needs."""
