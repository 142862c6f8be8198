"""Problems without end: drawn from a seed, a chapter and a level, the same everywhere and for ever."""
