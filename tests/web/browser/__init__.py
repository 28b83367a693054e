"""The pages in a real browser: every click, every screen, no other host, and axe."""
