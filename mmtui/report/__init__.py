"""What is said of a run: records for programs, lines for people."""
