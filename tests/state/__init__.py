"""The derived state of a patient."""
