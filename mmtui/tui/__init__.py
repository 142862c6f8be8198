"""The game on the screen.  The only floor that knows Textual."""
