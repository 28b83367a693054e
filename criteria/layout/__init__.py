"""Where items, headings and notes stand in an eligibility text."""
