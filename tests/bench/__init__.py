"""Benchmarks: ratios in one run, on databases of their own. `make bench`."""
