"""Plots of what events cost: in characters, as SVG, as JSON or as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mmtui.cli.output import note, painted, write, write_json
from mmtui.comparing.panels import Panel, panels
from mmtui.comparing.sweep import CROWD, SIZES, Point, Run, measured, runs_by_crowd, runs_by_size
from mmtui.errors import PluginError, UsageError
from mmtui.kernel.profile import NEWEST, Profile, profile_of

if TYPE_CHECKING:
    from mmtui.cli.compare import Asked
    from mmtui.cli.settings import Settings
    from mmtui.scheme import Scheme

_X_NAMES = {"folio-size": "pages", "processes": "children"}


def plotted(asked: Asked, schemes: tuple[Scheme, ...], settings: Settings) -> int:
    """Measure, write the plot and return the exit code of the command."""
    assert asked.plot is not None, "the command line was checked"
    profile = profile_of(asked.kernel or NEWEST, asked.rules)
    runs = _chosen(list(_runs(asked, profile)), asked.events)
    points = [point for run in runs for point in measured(run, schemes, profile)]
    about = {run.event: run.about for run in runs}
    names = [scheme.name for scheme in schemes]
    made = panels(points, about, names, _X_NAMES[asked.plot])
    if asked.svg is not None:
        from mmtui.report.svg import svg

        _save(asked.svg, svg(made, _title(asked, profile)))
    if asked.json:
        _as_json(points)
    elif asked.csv:
        _as_csv(points)
    else:
        _as_text(_title(asked, profile), made, settings)
    return _broken(points)


def _runs(asked: Asked, profile: Profile) -> Iterator[Run]:
    if asked.plot == "processes":
        for children in CROWD:
            yield from runs_by_crowd(children, asked.pages_per_pmd)
        return
    for pages in SIZES:
        yield from runs_by_size(pages, profile)


def _chosen(runs: list[Run], events: tuple[str, ...]) -> list[Run]:
    known = list(dict.fromkeys(run.event for run in runs))
    if strange := [event for event in events if event not in known]:
        raise UsageError(f"there is no event {strange[0]!r} in this plot; there are {', '.join(known)}")
    return [run for run in runs if run.event in events or not events]


def _title(asked: Asked, profile: Profile) -> str:
    if asked.plot == "processes":
        return (
            f"Cost by the number of processes: a folio of {asked.pages_per_pmd} pages, kernel {profile.name}"
        )
    return f"Cost by the size of the folio, kernel {profile.name}"


def _save(path: str, text: str) -> None:
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    note(f"mmtui: the plot is in {path}")


def _as_json(points: list[Point]) -> None:
    from mmtui.report.comparing_data import point_object

    for point in points:
        write_json(point_object(point))


def _as_csv(points: list[Point]) -> None:
    import csv
    import sys

    from mmtui.report.comparing_data import POINT_COLUMNS, point_row

    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(POINT_COLUMNS)
    table.writerows(map(point_row, points))


def _as_text(title: str, made: list[Panel], settings: Settings) -> None:
    from mmtui.cli.compare_run import width
    from mmtui.report.plot import plot_lines
    from mmtui.report.text import Role, Span, line

    write(painted(line(Span(title, Role.HEAD)), settings.coloured))
    for panel in made:
        for text in plot_lines(panel, width()):
            write(painted(text, settings.coloured))


def _broken(points: list[Point]) -> int:
    broken = list(dict.fromkeys(point.scheme for point in points if point.cost is None))
    for name in broken:
        note(f"mmtui: {name} broke, so there is nothing to measure; mmtui run says how")
    return PluginError.exit_code if broken else 0
