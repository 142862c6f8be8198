"""What time it is, so that tests can say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def utc_now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)
