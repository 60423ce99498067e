"""How dates and numbers are written, where that differs from the framework."""
