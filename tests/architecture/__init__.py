"""Rules of the house: who may import whom, and what shape code has."""
