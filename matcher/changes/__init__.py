"""What changed for whom between two nights, and why: compared from small files that each night leaves."""
