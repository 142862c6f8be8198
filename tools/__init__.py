"""Programs for working on the project; none of them is part of the game."""
