"""Records what a real kernel does with its mapcounts; README.md says how."""
