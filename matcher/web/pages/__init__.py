"""The pages, a module each: a frozen page object, the pure function that builds it, and its routes."""
