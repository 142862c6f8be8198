"""The scenarios that can be played, by id or by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mmtui.cli.lazy import unknown
from mmtui.errors import UsageError

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

    from mmtui.catalog import Catalog
    from mmtui.scenario import Head


def heads_in(catalog: Catalog) -> list[Head]:
    """Return the heads of all scenarios, ours before those of plugins."""
    from mmtui.catalog import bundled
    from mmtui.scenario import heads_of, scenario_files

    return heads_of(scenario_files((bundled("scenarios"), *catalog.scenario_dirs)))


def find_scenario(name: str, catalog: Callable[[], Catalog], commands: Iterable[str] = ()) -> Path:
    """Return the file of a scenario, given by its id or by its path.

    Plugins are loaded only for an id that is not ours: what is built in means the same on every
    machine.  Raises ``UsageError`` for a scenario that does not exist; where it stood, a command may
    have been meant.
    """
    if is_path(name):
        return _existing(Path(name))
    return _ours(name) or _in_catalog(name, heads_in(catalog()), commands)


def _ours(name: str) -> Path | None:
    from mmtui.catalog import bundled
    from mmtui.scenario import peek, scenario_files

    # most files are called after their id, so that few of them are read
    files = sorted(scenario_files([bundled("scenarios")]), key=lambda path: name not in path.name)
    return next((path for path in files if peek(path).id == name), None)


def _in_catalog(name: str, heads: Sequence[Head], commands: Iterable[str]) -> Path:
    found = [head.path for head in heads if head.id == name]
    if len(found) > 1:
        files = ", ".join(map(str, found))
        raise UsageError(f"{len(found)} scenarios are called {name!r}; name one by its file: {files}")
    if not found:
        known = [*commands, *(head.id for head in heads)]
        what, help_ = ("command or scenario", "mmtui -h and ") if commands else ("scenario", "")
        raise UsageError(unknown(what, name, known, f"{help_}mmtui list show what there is"))
    return found[0]


def complete(context: click.Context, param: click.Parameter | None, incomplete: str) -> list[CompletionItem]:
    """Return our scenarios and the files that a shell can complete a word with."""
    from click.shell_completion import CompletionItem

    from mmtui.catalog import bundled
    from mmtui.scenario import heads_of, scenario_files

    heads = heads_of(scenario_files([bundled("scenarios")]))
    ours = [CompletionItem(head.id, help=head.title) for head in heads if head.id.startswith(incomplete)]
    return [*ours, CompletionItem(incomplete, type="file")]


def is_path(name: str) -> bool:
    """Return whether a word on the command line is meant as a file; ids have neither slash nor point.

    >>> is_path("mine/cow"), is_path("mine.mmtui.toml"), is_path("last-unmap-small")
    (True, True, False)
    """
    return "." in name or Path(name).name != name


def _existing(path: Path) -> Path:
    if not path.exists():
        raise UsageError(f"there is no file {path}")
    return path
