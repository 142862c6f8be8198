"""What can go wrong on the host, each with the remedy in its message."""

from __future__ import annotations


class RecorderError(Exception):
    """A recording, or a step on the way to one, is not possible."""
