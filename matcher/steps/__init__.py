"""What would change a patient's list: what to ask, when to wait, what is nearly met, what a finding does."""
