"""``mmtui compare``: schemes beside each other on one run, or by what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from mmtui.cli import options
from mmtui.cli.lazy import Command
from mmtui.cli.settings import Settings
from mmtui.errors import UsageError

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.kernel.profile_rules import FaultAround, Reuse, Rules
    from mmtui.scheme import Scheme

MOST_SCHEMES = 26
"""A scheme is a letter."""


class Asked(NamedTuple):
    """What the command line asks for."""

    target: str | None
    schemes: tuple[str, ...]
    kernel: str | None
    pages_per_pmd: int
    json: bool
    csv: bool
    every: bool
    plot: str | None
    events: tuple[str, ...]
    svg: str | None
    rules: Rules


@click.command(
    "compare",
    cls=Command,
    examples=(
        "mmtui compare fork.ops",
        "mmtui compare fork.ops --scheme double-map --scheme mm-owners --all",
        "mmtui compare recorded/6.12/03-doublemap.jsonl.gz --csv > doublemap.csv",
        "mmtui compare workload:random-ops,seed=7,length=200 --pages-per-pmd 8",
        "mmtui compare --plot folio-size --event fork --scheme per-page --scheme vma-count",
        "mmtui compare --plot processes --svg processes.svg",
    ),
)
@click.argument(
    "target",
    metavar="[SCRIPT.ops|TRACE.jsonl|workload:NAME[,KEY=VALUE]...]",
    required=False,
    type=click.Path(),
)
@click.option("--scheme", "schemes", metavar="S", multiple=True, help="Compare this one; by default all.")
@click.option(
    "--kernel", metavar="K", help="The kernel to behave like; by default the recorded one, or the newest."
)
@options.pages_per_pmd
@options.rules
@click.option(
    "--all", "every", is_flag=True, help="Every question of every operation, answered rightly or not."
)
@click.option("--json", is_flag=True, help="One JSON object for each operation, then the totals.")
@click.option("--csv", is_flag=True, help="One line for each answer and each price.")
@click.option(
    "--plot",
    type=click.Choice(["folio-size", "processes"]),
    help="Instead of a run: what events cost by the size of a folio, or by the number of processes.",
)
@click.option("--event", "events", metavar="E", multiple=True, help="Only this event in the plot.")
@click.option("--svg", metavar="FILE", type=click.Path(), help="Write the plot as SVG too.")
@click.pass_obj
def command(
    settings: Settings,
    /,
    target: str | None,
    schemes: tuple[str, ...],
    kernel: str | None,
    pages_per_pmd: str,
    every: bool,
    json: bool,
    csv: bool,
    plot: str | None,
    events: tuple[str, ...],
    svg: str | None,
    fault_around: FaultAround,
    reuse: Reuse,
) -> int:
    """Lay schemes side by side: what each says of every operation, and what that costs.

    The truth is the first column.  ! marks what is false though the scheme claims to be exact, ~ a guess
    that is off, - that nothing new had to be said.  At the end stand the totals.  It ends with 0, with 1 if
    a claim is false, with 4 if a scheme breaks, and with 5 if a recording has an operation that is not
    modelled.
    """
    from mmtui.kernel.profile import Rules

    rules = Rules(fault_around, reuse)
    asked = Asked(target, schemes, kernel, int(pages_per_pmd), json, csv, every, plot, events, svg, rules)
    _check(asked)
    catalog = settings.load_catalog()
    chosen = chosen_schemes(catalog, schemes)
    if asked.plot is not None:
        from mmtui.cli.compare_plot import plotted

        return plotted(asked, chosen, settings)
    from mmtui.cli.compare_run import compared

    return compared(asked, chosen, catalog, settings)


def _check(asked: Asked) -> None:
    if asked.plot is None and asked.target is None:
        raise UsageError("name a script, a recording or workload:NAME, or ask for a --plot")
    if asked.plot is not None and (asked.target is not None or asked.every):
        raise UsageError("a plot has runs of its own; leave the script and --all away")
    if asked.plot is None and (asked.svg is not None or asked.events):
        raise UsageError("--svg and --event belong to a --plot")
    if asked.json and asked.csv:
        raise UsageError("--json or --csv, not both")


def chosen_schemes(catalog: Catalog, names: tuple[str, ...]) -> tuple[Scheme, ...]:
    """Return the schemes of these names, or all; raise ``UsageError`` for one that there is not."""
    wanted = tuple(dict.fromkeys(names)) or tuple(catalog.schemes)
    if len(wanted) > MOST_SCHEMES:
        raise UsageError(f"at most {MOST_SCHEMES} schemes fit beside each other; name them with --scheme")
    return tuple(catalog.scheme(name) for name in wanted)
