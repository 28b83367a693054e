"""Whether a patient meets what a trial asks, and everything that is stored or shown."""
