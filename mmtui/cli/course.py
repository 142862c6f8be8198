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
    from mmtui.game.trial import Trial
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


def trial_of(name: str, catalog: Catalog) -> Trial:
    """Return a scenario, given by its id or by its path, or a problem by its number, ready to be played.

    Raises as ``find_scenario()``, ``opened()`` and ``problem()`` do.
    """
    from mmtui.game.check import opened
    from mmtui.practice.numbers import number_in
    from mmtui.practice.problem import problem

    number = number_in(name)
    return problem(number, catalog) if number else opened(find_scenario(name, lambda: catalog), catalog)


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
        what, help_ = "scenario", "mmtui list shows what there is"
        if commands:
            what, help_ = "command or scenario", "mmtui -h and mmtui list show what there is"
        raise UsageError(unknown(what, name, known, help_))
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


_OTHERS = {
    ".ops": ("a script", "mmtui run {path} shows what it does"),
    ".jsonl": ("a recording", "mmtui replay {path} compares the model with it"),
    ".race": ("a race", "mmtui race SCHEME --file {path} runs it"),
    ".py": ("a plugin", "mmtui --plugins-dir {folder} plugins list loads it"),
}
"""Files of ours that are no scenario: what each is, and the command that takes it."""


def _existing(path: Path) -> Path:
    if not path.exists():
        raise UsageError(f"there is no file {path}")
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a scenario file, such as {path / 'mine.mmtui.toml'}")
    if path.suffix in _OTHERS:
        kind, help_ = _OTHERS[path.suffix]
        help_ = help_.format(path=path, folder=path.parent)
        raise UsageError(f"{path} is {kind}, not a scenario; {help_}")
    return path
