"""Several schemes beside each other: on one run, and what events cost them as a folio or a crowd grows."""
