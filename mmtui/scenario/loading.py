"""A scenario file becomes a Scenario, or everything that is wrong with it; or, read fast, a Head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mmtui.scenario.outline import format_finding, inside, is_newer, is_number, items
from mmtui.scenario.problems import Finding, Problem, Raw, ScenarioInvalid, placed
from mmtui.scenario.source import SUFFIX, name_problem, parsed, read, unsafe_problems
from mmtui.scenario.words import visible

if TYPE_CHECKING:
    from mmtui.scenario.values import Scenario

_KIND = re.compile(r'^kind\s*=\s*"([a-z]{1,20})"', re.MULTILINE)
_PAR = re.compile(r"^par\s*=\s*([0-9]{1,3})$", re.MULTILINE)
_LONGEST = 300  # of a title, in a file that nobody has checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """As much of a scenario as could be read; ``problem`` is one line, empty if all of it could."""

    path: Path
    id: str
    title: str
    chapter: int | None = None
    difficulty: int | None = None
    minutes: int | None = None
    teaches: str = ""
    kinds: tuple[str, ...] = ()
    pars: tuple[int | None, ...] = ()
    """For each step how many operations will do; None where none are counted."""
    problem: str = ""


def peek(path: str | Path) -> Head:
    """The head of a scenario file; of a broken one, what can be shown, and why there is no more."""
    path = Path(path)
    text = ""
    try:
        text = read(path)
        return _head(path, parsed(text, str(path)))
    except ScenarioInvalid as invalid:
        first = invalid.problems[0]
        where = f"line {first.line}: " if first.line else ""
        return _head(path, _before_first_table(text), f"{where}{first.sentence}")


def glance(path: str | Path) -> Head:
    """The head of a scenario file, read faster and less exactly: nothing behind its first table is parsed.

    Of a file that is not as most are it is what ``peek()`` says.
    """
    path = Path(path)
    try:
        text = read(path)
    except ScenarioInvalid:
        return peek(path)
    head = _head(path, {**_before_first_table(text), "step": _steps_seen(text)})
    return peek(path) if head.problem else head


def _steps_seen(text: str) -> list[dict[str, object]]:
    # as they are mostly written; whoever writes them otherwise is read a moment later
    pieces = text.split("\n[[step]]")[1:]
    seen = ((_KIND.search(piece), _PAR.search(piece)) for piece in pieces)
    return [{"kind": kind and kind[1], "par": int(par[1]) if par else None} for kind, par in seen]


def _head(path: Path, raw: Raw, problem: str = "") -> Head:
    name = path.name.removesuffix(SUFFIX)
    return Head(
        path=path,
        id=_text(raw, "id") or visible(name),
        title=_text(raw, "title") or visible(path.name),
        chapter=_number(raw, "chapter"),
        difficulty=_number(raw, "difficulty"),
        minutes=_number(raw, "minutes"),
        teaches=_text(raw, "teaches"),
        kinds=_kinds(raw),
        pars=tuple(_number(step, "par") if isinstance(step, dict) else None for step in items(raw, "step")),
        problem=problem or _problem(raw),
    )


def _problem(raw: Raw) -> str:
    if wrong := format_finding(raw):
        return wrong.sentence
    unknown = [key for key in ("id", "title", "teaches") if not _text(raw, key)]
    unknown += [key for key in ("chapter", "difficulty", "minutes") if _number(raw, key) is None]
    unknown += [] if _kinds(raw) else ["step"]
    return f'"{unknown[0]}" is missing or wrong' if unknown else ""


def _kinds(raw: Raw) -> tuple[str, ...]:
    kinds = (inside(step, "kind") for step in items(raw, "step"))
    return tuple(dict.fromkeys(visible(kind) for kind in kinds if isinstance(kind, str)))


def _text(raw: Raw, key: str) -> str:
    given = raw.get(key)
    return " ".join(visible(given[:_LONGEST]).split()) if isinstance(given, str) else ""


def _number(raw: Raw, key: str) -> int | None:
    given = raw.get(key)
    return given if isinstance(given, int) and is_number(given) else None


def _before_first_table(text: str) -> Raw:
    # What is broken is mostly further down; these few keys are what the list shows.
    try:
        return parsed(text.partition("\n[")[0], "")
    except ScenarioInvalid:
        return {}


def load(path: str | Path) -> Scenario:
    """The scenario in a file; ScenarioInvalid, with all of its problems, if it is not one."""
    path = Path(path)
    text = read(path)
    raw = parsed(text, str(path))
    if problems := list(_problems(path, text, raw)):
        raise ScenarioInvalid(problems, text, None if is_newer(raw) else raw, _scenario(path, text, raw))
    scenario = _scenario(path, text, raw)
    assert scenario is not None, "a file without problems is right in its form"
    return scenario


def _scenario(path: Path, text: str, raw: Raw) -> Scenario | None:
    from pydantic import ValidationError

    from mmtui.scenario.schema import ScenarioTable

    try:
        return ScenarioTable.model_validate(raw).value(path, text)
    except ValidationError:
        return None


def _problems(path: Path, text: str, raw: Raw) -> Iterator[Problem]:
    yield from placed(_findings(raw), path, text)
    if misnamed := name_problem(path):
        yield misnamed
    yield from unsafe_problems(text, str(path))


def _findings(raw: Raw) -> Iterator[Finding]:
    # pydantic is slow to import, and nobody needs it who only lists scenarios.
    from mmtui.scenario.explain import form_findings
    from mmtui.scenario.rules import disagreements

    if wrong := format_finding(raw):
        yield wrong
    if not is_newer(raw):  # of a format that we do not know, nothing else can be said
        yield from form_findings(raw)
        yield from disagreements(raw)
