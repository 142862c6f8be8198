"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])

pages_per_pmd = click.option(
    "--pages-per-pmd",
    type=click.Choice(["2", "4", "8", "16", "512"]),
    default="512",
    show_default=True,
    help="How many pages a PMD maps.",
)
_fault_around = click.option(
    "--fault-around",
    type=click.Choice(["kernel", "folio"]),
    default="kernel",
    show_default=True,
    help="What a fault maps besides: as the kernel does, or all of the folio that fits, as a mail proposed.",
)
_reuse = click.option(
    "--reuse",
    type=click.Choice(["kernel", "mapcount"]),
    default="kernel",
    show_default=True,
    help="When a write copies no shared page: as the kernel says, or if nobody else maps it, as before 5.9.",
)


def rules(command: _Command) -> _Command:
    """Give a command the options for what is done by another rule than the kernel's own."""
    return _fault_around(_reuse(command))
