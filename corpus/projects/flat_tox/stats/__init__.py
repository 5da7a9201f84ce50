"""Numbers of numbers."""
