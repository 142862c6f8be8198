"""What tells one version of a scenario's file from others."""

from __future__ import annotations

from hashlib import sha256


def digest_of_text(text: str) -> str:
    """Return the digest that answers to a file with this text are written down with."""
    return sha256(text.encode()).hexdigest()
