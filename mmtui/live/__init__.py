"""The kernel under us: scripts done by real processes, and what /proc says of it; Linux only."""
