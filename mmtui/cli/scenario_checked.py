"""What is found of one scenario file, here or in a worker process."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mmtui.cli.settings import Settings
from mmtui.errors import PluginError

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.scenario import Course

INVALID = 3


class Checked(NamedTuple):
    """What is wrong with a file."""

    file: Path
    exit_code: int
    problems: tuple[dict[str, Any], ...] = ()
    """As objects with the same keys, whoever found them."""
    text: str = ""
    """The same for people."""
    doubts: tuple[dict[str, Any], ...] = ()
    """What need not be wrong, but is worth a look, with the same keys."""
    doubts_text: str = ""


class Task(NamedTuple):
    """A file to be checked among others, by a process that has nothing yet."""

    file: Path
    among: tuple[Path, ...]
    settings: Settings


def checked_apart(task: Task) -> Checked:
    """Do a task; plugins and the course are loaded once in a process.

    What a plugin prints is neither data nor narration of ours, whichever process it runs in.
    """
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        catalog, course = _loaded(task.settings, task.among)
        return checked(task.file, catalog, course)


@lru_cache(maxsize=1)
def _loaded(settings: Settings, files: tuple[Path, ...]) -> tuple[Catalog, Course]:
    from mmtui.scenario import course_of

    catalog = settings.quiet_catalog()
    return catalog, course_of(files, catalog.scenario_dirs)


def checked(path: Path, catalog: Catalog, course: Course) -> Checked:
    """Return what is wrong with a file."""
    from mmtui.game.check import check_file
    from mmtui.game.doubts import doubts
    from mmtui.scenario.diagnostics import as_json, render, render_each

    try:
        scenario, problems, source = check_file(path, catalog, course)
        if scenario is not None and not problems:
            found = doubts(scenario, catalog)
            text = "\n\n".join(render(doubt, source, "doubtful") for doubt in found)
            return Checked(path, 0, doubts=tuple(map(as_json, found)), doubts_text=text)
    except PluginError as error:
        # the file is not to blame, and it is not known whether it is right
        place = {"file": str(path), "line": 0, "column": 0, "key": "", "code": "plugin"}
        record = {**place, "message": str(error), "help": ""}
        return Checked(path, error.exit_code, (record,), f"{shown(path)}: {error}")
    return Checked(path, INVALID, tuple(map(as_json, problems)), render_each(problems, source))


def shown(path: Path) -> str:
    """Return a path as a terminal can show it."""
    from mmtui.scenario.words import visible

    return visible(str(path))
