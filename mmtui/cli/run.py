"""``mmtui run``: a script in the model, every state of it printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

import click

from mmtui.cli import options
from mmtui.cli.lazy import Command
from mmtui.cli.output import note, painted, write, write_json
from mmtui.cli.settings import Settings
from mmtui.errors import PluginError

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.checker import Checker
    from mmtui.cli.script import Script
    from mmtui.findings import Finding
    from mmtui.kernel.profile import FaultAround, Reuse, Rules
    from mmtui.moment import Moment


@click.command(
    "run",
    cls=Command,
    examples=(
        "mmtui run fork.ops",
        "mmtui run fork.ops --kernel 6.12 --json",
        "mmtui run fork.ops --scheme double-map --scheme large-mapcount",
        "mmtui run share.ops --scheme vma-count --kernel 6.12 --fault-around folio",
        "mmtui run vmsplice.ops --kernel 6.18 --reuse mapcount",
        r"printf 'proc A\nA mmap r anon 8\nA write r\n' | mmtui run - --pages-per-pmd 8",
    ),
)
@click.argument("script", metavar="SCRIPT.ops|-", type=click.Path(allow_dash=True))
@click.option("--kernel", metavar="K", help="The kernel to behave like; by default one that has the scheme.")
@click.option(
    "--scheme", "schemes", metavar="S", multiple=True, help="How to keep count; by default the kernel's way."
)
@options.pages_per_pmd
@options.rules
@click.option("--json", "as_json", is_flag=True, help="The records that recordings of real kernels have.")
@click.pass_obj
def command(
    settings: Settings,
    script: str,
    kernel: str | None,
    schemes: tuple[str, ...],
    pages_per_pmd: str,
    fault_around: FaultAround,
    reuse: Reuse,
    as_json: bool,
) -> int:
    """Run a script in the model and print every state.

    With several schemes one run comes after the other.  Where a scheme says what is not true although it
    claims to know exactly, the step says so.  A line that cannot be read, or that makes no sense when its
    turn comes, ends the run with 3; a scheme or a checker that breaks, with 4.
    """
    from mmtui.cli.script import read_script
    from mmtui.kernel.profile import Rules

    settings.say(f"the script is read from {'stdin' if script == '-' else script}")
    asked, catalog = read_script(script), settings.load_catalog()
    firsts = list(_firsts(catalog, kernel, schemes, int(pages_per_pmd), Rules(fault_around, reuse)))
    checkers = catalog.checkers_all()
    faults = [
        _as_json(asked, first, checkers) if as_json else _as_text(asked, first, checkers, settings)
        for first in firsts
    ]
    for fault in filter(None, faults):
        note(f"mmtui: {fault}")
    return PluginError.exit_code if any(faults) else 0


def _firsts(
    catalog: Catalog,
    kernel: str | None,
    schemes: tuple[str, ...],
    pages_per_pmd: int,
    rules: Rules,
) -> Iterator[Moment]:
    from mmtui.cli.named import scheme_named
    from mmtui.kernel.profile import NEWEST, kernel_with, profile_of
    from mmtui.moment import Moment

    for scheme in schemes or (profile_of(kernel or NEWEST).scheme,):
        name = kernel or (kernel_with(scheme) if schemes else NEWEST)
        profile = profile_of(name, rules)
        yield Moment.first(scheme_named(catalog, scheme), profile, pages_per_pmd)


def _steps(script: Script, first: Moment) -> Iterator[tuple[Moment, Moment]]:
    """Yield each moment with the one before it, up to an operation that makes no sense."""
    from mmtui.guarded import after

    before = first
    for op in script.ops:
        with redirect_stdout(sys.stderr):  # what a plugin prints is no data
            moment = after(before, op)
        if moment.result.nonsense:
            raise script.nonsense(op, moment.result.err)
        yield moment, before
        before = moment


def _as_json(script: Script, first: Moment, checkers: tuple[Checker, ...]) -> str:
    """Write the records of a run and return how its scheme or a checker broke, if one did."""
    from mmtui.fault import SchemeBroke
    from mmtui.report.records import begin_record, records

    write_json(begin_record(script.name, first))
    moment, broke = first, ""
    for moment, before in _steps(script, first):
        try:
            with redirect_stdout(sys.stderr):
                found = list(records(moment, before))
            for record in found:
                write_json(record)
        except SchemeBroke as fault:  # while it was asked: nothing more can be said of this run
            write_json({"t": "fault", **fault.fault._asdict()})
            return str(fault.fault)
        for finding in _findings(moment, checkers):
            write_json({"t": "wrong", **finding._asdict()})
            broke = broke or (f"{finding.checker} {finding.text}" if finding.broken or finding.fault else "")
    return str(moment.fault or broke)


def _findings(moment: Moment, checkers: tuple[Checker, ...]) -> tuple[Finding, ...]:
    from mmtui.findings import findings

    with redirect_stdout(sys.stderr):
        return findings(moment, checkers)


def _as_text(script: Script, first: Moment, checkers: tuple[Checker, ...], settings: Settings) -> str:
    """Write the states of a run as lines and return how its scheme or a checker broke, if one did."""
    from mmtui.plain.run_text import begin_line, step_text, wrong_line

    broke = ""
    write(painted(begin_line(script.name, first), settings.coloured))
    for moment, before in _steps(script, first):
        step = step_text(moment, before)
        for text in step.lines:
            write(painted(text, settings.coloured))
        broke = broke or step.problem
        for finding in _findings(moment, checkers):
            write(painted(wrong_line(finding), settings.coloured))
            broke = broke or (f"{finding.checker} {finding.text}" if finding.broken or finding.fault else "")
    return broke
