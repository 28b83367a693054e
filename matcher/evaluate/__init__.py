"""Whether a patient meets what a criterion describes: one module a family of nodes."""
