"""A run under several schemes, written as lines, as JSON or as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mmtui.cli.compare_source import Source, read_source
from mmtui.cli.output import note, painted, write, write_json
from mmtui.comparing.beside import Step, side_by_side
from mmtui.comparing.score import Score, Scores
from mmtui.errors import PluginError
from mmtui.kernel.profile import NEWEST, Profile, profile_of, profile_of_release
from mmtui.moment import Moment

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.cli.compare import Asked
    from mmtui.cli.settings import Settings
    from mmtui.scheme import Scheme

_BROKEN, _UNFINISHED = 1, 5


def compared(asked: Asked, schemes: tuple[Scheme, ...], catalog: Catalog, settings: Settings) -> int:
    """Write the comparison and return the exit code of the command."""
    assert asked.target is not None, "the command line was checked"
    source = read_source(asked.target, catalog, asked.pages_per_pmd)
    profile = _profile(asked, source)
    firsts = [Moment.first(scheme, profile, asked.pages_per_pmd) for scheme in schemes]
    totals = Scores(schemes, asked.pages_per_pmd)
    steps = _steps(source, firsts, totals)
    if asked.json:
        _as_json(asked, source, profile, schemes, steps, totals)
    elif asked.csv:
        _as_csv(asked, schemes, steps, totals)
    else:
        _as_text(asked, source, profile, schemes, steps, totals, settings)
    return _ended(totals.scores(), source)


def _profile(asked: Asked, source: Source) -> Profile:
    recorded = profile_of_release(source.release).name if source.release and asked.kernel is None else None
    return profile_of(recorded or asked.kernel or NEWEST, asked.rules)


def _steps(source: Source, firsts: list[Moment], totals: Scores) -> Iterator[Step]:
    for step in side_by_side(source.script.ops, firsts):
        if step.result.nonsense and not source.recorded:
            raise source.script.nonsense(step.op, step.result.err)
        totals.add(step)
        yield step


def _as_json(
    asked: Asked,
    source: Source,
    profile: Profile,
    schemes: tuple[Scheme, ...],
    steps: Iterator[Step],
    totals: Scores,
) -> None:
    from mmtui.report.comparing_data import begin_object, score_object, step_object

    names = [scheme.name for scheme in schemes]
    write_json(begin_object(source.script.name, profile.name, asked.pages_per_pmd, names))
    for step in steps:
        write_json(step_object(step, names, every=asked.every))
    for score in totals.scores():
        write_json(score_object(score))


def _as_csv(asked: Asked, schemes: tuple[Scheme, ...], steps: Iterator[Step], totals: Scores) -> None:
    import csv
    import sys

    from mmtui.report.comparing_data import COLUMNS, score_rows, step_rows

    names = [scheme.name for scheme in schemes]
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    for step in steps:
        table.writerows(step_rows(step, names, every=asked.every))
    for score in totals.scores():
        table.writerows(score_rows(score))


def _as_text(
    asked: Asked,
    source: Source,
    profile: Profile,
    schemes: tuple[Scheme, ...],
    steps: Iterator[Step],
    totals: Scores,
    settings: Settings,
) -> None:
    from mmtui.report.comparing import divergence_lines, table_lines
    from mmtui.report.rules import rules_words
    from mmtui.report.scoreboard import score_lines
    from mmtui.report.text import Role, Span, flowed, line

    names, cells = [scheme.name for scheme in schemes], width()
    # the first divergence stands at the top, so the rows wait until it is known
    kept = [step for step in steps if asked.every or step.differing]
    machine = f"kernel {profile.name}", f"{asked.pages_per_pmd} pages in a PMD"
    head = f"{source.script.name}: {', '.join((*machine, *rules_words(profile.rules)))}"
    lines = [*flowed(line(Span(head, Role.HEAD)), cells), *divergence_lines(kept, names, cells)]
    lines += [
        *table_lines(names, kept, cells, every=asked.every),
        line(),
        *score_lines(totals.scores(), cells),
    ]
    for text in lines:
        write(painted(text, settings.coloured))


def width() -> int:
    """Return how many cells a line may take: those of the terminal, or 100 where there is none."""
    from shutil import get_terminal_size

    return get_terminal_size((100, 24)).columns


def _ended(scores: tuple[Score, ...], source: Source) -> int:
    if source.unmodelled:
        note(f"mmtui: {source.script.source}: compared up to {source.unmodelled}")
    if broken := [score for score in scores if score.fault]:
        for score in broken:
            note(f"mmtui: {score.fault}")
        return PluginError.exit_code
    if any(score.wrong for score in scores):
        return _BROKEN
    return _UNFINISHED if source.unmodelled else 0
