"""Options that several commands have."""

from __future__ import annotations

import click

pages_per_pmd = click.option(
    "--pages-per-pmd",
    type=click.Choice(["2", "4", "8", "16", "512"]),
    default="512",
    show_default=True,
    help="How many pages a PMD maps.",
)
fault_around = click.option(
    "--fault-around",
    type=click.Choice(["kernel", "folio"]),
    default="kernel",
    show_default=True,
    help="What a fault maps besides: as the kernel does, or all of the folio that fits, as a mail proposed.",
)
