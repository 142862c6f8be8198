"""How wide a line of the plain game is at most."""

from __future__ import annotations

WIDTH = 78
"""Columns; longer sentences go on in the next line."""
