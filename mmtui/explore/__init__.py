"""A search for the shortest run in which a scheme says what is not true."""
