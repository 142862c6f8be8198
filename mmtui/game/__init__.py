"""A scenario being played: where the player is, what is asked, and what an answer is worth."""
