"""Benchmarks: medians, and ratios to a named reference that was measured in the same run."""
