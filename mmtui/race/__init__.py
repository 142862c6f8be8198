"""Two or three CPUs on one folio: every interleaving of their atomics, and whether one breaks a scheme."""
