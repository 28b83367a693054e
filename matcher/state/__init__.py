"""What follows from a patient's facts."""
