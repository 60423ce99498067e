"""Drivers and private lessees, and who had which vehicle when."""
