"""``mmtui check``: a search for the shortest run in which a scheme says what is not true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import check_writable, note, painted, write, write_json
from mmtui.cli.settings import Settings
from mmtui.errors import PluginError

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.cli.check_asked import Asked
    from mmtui.explore.verdict import Verdict

_BROKEN, _UNFINISHED, _INTERRUPTED = 1, 5, 130


@click.command(
    "check",
    cls=Command,
    examples=(
        "mmtui check mm-owners",
        "mmtui check double-map --with migrate",
        "mmtui check large-mapcount --pages 8 --mms 3 --depth 3 --time 60",
        "mmtui check mm-owners --random 1000 --seed 7",
        "mmtui --plugins-dir ~/schemes check my-scheme --save broken.mmtui.toml",
    ),
)
@click.argument("scheme", metavar="SCHEME")
@click.option("--kernel", metavar="K", help="The kernel to behave like; by default one that has the scheme.")
@click.option("--pages", type=click.Choice(["2", "4", "8"]), help="Pages of a folio.  [default: 4]")
@click.option("--mms", type=click.IntRange(1, 4), help="Processes that live at a time.  [default: 2]")
@click.option("--depth", type=click.IntRange(1, 100), help="Operations after the setup of a machine.")
@click.option("--machine", "names", metavar="M", multiple=True, help="Only this machine; can be given again.")
@click.option("--with", "more", metavar="OP", multiple=True, help="Try this operation too, as migrate.")
@click.option("--without", "less", metavar="OP", multiple=True, help="Leave this operation out.")
@click.option("--random", "cases", metavar="N", type=click.IntRange(1), help="N random long runs instead.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="For the random runs.")
@click.option(
    "--time", "seconds", metavar="S", type=click.FloatRange(0, min_open=True), help="Stop after S seconds."
)
@click.option("--states", metavar="N", type=click.IntRange(1), help="Stop at N different states.")
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 256),
    help="Worker processes; by default one for each CPU, at most 4.",
)
@click.option("--dask", metavar="ADDRESS", help="Let a dask.distributed cluster do the work.")
@click.option("--save", metavar="FILE", type=click.Path(), help="Write what is found as a scenario.")
@click.option("--json", "as_json", is_flag=True, help="The verdict as one JSON object.")
@click.pass_obj
def command(settings: Settings, /, as_json: bool, **options: Any) -> int:
    """Search for the shortest run in which a scheme says what is not true.

    Every run of operations within the bounds is looked at, and after each operation the scheme is held to
    what it claims to know.  Ends with 0 if all of it holds, with 1 if a run breaks it, with 5 if a limit
    came first, and with 130 if you did; what was covered until then is said.
    """
    from mmtui.cli.check_asked import Asked
    from mmtui.cli.named import scheme_named

    asked = Asked(settings.sources(), **options)
    catalog = settings.load_catalog()
    scheme_named(catalog, asked.scheme)  # says at once what is wrong with the name, or with a plugin
    if asked.save is not None:
        check_writable(asked.save)
    verdict = _searched(asked)
    if asked.save is not None:  # before anything is written, for who reads it may have enough of it
        _save(asked.save, asked, verdict, catalog)
    if as_json:
        from mmtui.cli.check_json import verdict_object

        write_json(verdict_object(asked, verdict))
    else:
        from mmtui.plain.check_text import verdict_lines

        for text in verdict_lines(asked, verdict):
            write(painted(text, settings.coloured))
    return _code(verdict)


def _save(path: str, asked: Asked, verdict: Verdict, catalog: Catalog) -> None:
    from mmtui.cli.check_save import CannotSave, save

    if verdict.counterexample is None:
        note(f"mmtui: nothing was found, so {path} is not written")
        return
    try:
        save(path, asked, verdict.counterexample, catalog)
    except CannotSave as problem:
        note(f"mmtui: {problem}")
    else:
        note(f"mmtui: saved as a scenario; play it with: mmtui {path}")


def _searched(asked: Asked) -> Verdict:
    from mmtui.cli.check_progress import cases_line, progress_line
    from mmtui.explore.sampling import sample
    from mmtui.explore.search import search

    machines = asked.machines()
    if asked.cases is None:
        with asked.workers() as workers, progress_line() as tell:
            return search(asked.maker, machines, workers, asked.limits, tell)
    with asked.workers() as workers, cases_line() as tell_cases:
        chances, seconds = asked.chances(), asked.seconds
        return sample(asked.maker, chances, asked.cases, workers, seconds=seconds, tell=tell_cases)


def _code(verdict: Verdict) -> int:
    from mmtui.explore.verdict import INTERRUPTED, Outcome

    if verdict.why == INTERRUPTED:
        return _INTERRUPTED
    if verdict.counterexample is not None and verdict.counterexample.found.broken:
        return PluginError.exit_code  # it is a checker that breaks, not the scheme
    return {Outcome.HOLDS: 0, Outcome.BROKEN: _BROKEN, Outcome.UNFINISHED: _UNFINISHED}[verdict.outcome]
