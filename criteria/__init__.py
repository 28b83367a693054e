"""What a trial asks: eligibility text to typed criteria. Knows nothing of patients."""
