"""The parts of a file that can be read although others may be wrong; and of which format it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mmtui.model.opforms import GLOBAL
from mmtui.scenario.positions import KeyPath
from mmtui.scenario.problems import Code, Finding, Raw
from mmtui.scenario.words import shown

if TYPE_CHECKING:
    from mmtui.scenario.values import Scenario, Use


class Given(NamedTuple):
    """An answer, where it stands, and which step it answers; step and answer may be of any type."""

    path: KeyPath
    step: Any
    answer: Any


class Plan(NamedTuple):
    """What a file wants to be run; of one that is wrong, what could be read of it.

    A name that could not be is empty, and nothing is to be said of it.
    """

    id: str
    requires: tuple[str, ...]
    scheme: str
    kernel: str
    pages_per_pmd: int
    schemes: tuple[str, ...]
    setup: Use | None
    workload: Use | None
    asked_at: tuple[int | None, ...]
    """For each step the operation that it is asked before."""


def is_number(value: object) -> bool:
    """True for a whole number; to Python, `true` is one too.

    >>> is_number(1), is_number(True), is_number(1.0)
    (True, False, False)
    """
    return isinstance(value, int) and not isinstance(value, bool)


def inside(value: Any, *keys: str) -> Any:
    """What stands under the keys, one in the other, or None.

    >>> inside({"ask": {"page": 3}}, "ask", "page"), inside({"ask": 3}, "ask", "page")
    (3, None)
    """
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def items(raw: Raw, *keys: str) -> list[Any]:
    """The list that stands under the keys; empty if there is none."""
    found = inside(raw, *keys)
    return found if isinstance(found, list) else []


def solved(raw: Raw) -> list[Given]:
    """The reference answers."""
    return [
        Given(("solution", "steps", at), at, answer)
        for at, answer in enumerate(items(raw, "solution", "steps"))
    ]


def rejected(raw: Raw) -> list[Given]:
    """The answers of ``reject``."""
    pairs = enumerate(items(raw, "solution", "reject"))
    return [
        Given(("solution", "reject", at, 1), *pair)
        for at, pair in pairs
        if isinstance(pair, list) and len(pair) == 2
    ]


def foreseen(raw: Raw) -> list[Given]:
    """The answers under ``wrong``, of all steps."""
    return [
        Given(("step", step, "wrong", at, "answer"), step, inside(wrong, "answer"))
        for step, table in enumerate(items(raw, "step"))
        if isinstance(table, dict)
        for at, wrong in enumerate(items(table, "wrong"))
    ]


def plan_of(scenario: Scenario) -> Plan:
    """The plan of a file that is right in its form."""
    machine = scenario.machine
    return Plan(
        scenario.id,
        scenario.requires,
        machine.scheme,
        machine.kernel,
        machine.pages_per_pmd,
        machine.schemes,
        scenario.setup,
        scenario.workload,
        tuple(step.at for step in scenario.steps),
    )


def plan_in(raw: Raw) -> Plan:
    """As much of the plan of a file as can be read, whatever else is wrong with it."""
    pages = inside(raw, "machine", "pages_per_pmd")
    return Plan(
        _name(raw, "id"),
        tuple(map(_text, items(raw, "requires"))),
        _name(raw, "machine", "scheme"),
        _name(raw, "machine", "kernel"),
        pages if is_number(pages) and pages in (4, 8, 16) else 512,
        tuple(map(_text, items(raw, "machine", "schemes"))),
        _use(raw, "setup"),
        _use(raw, "workload"),
        tuple(at if is_number(at := inside(step, "at")) else None for step in items(raw, "step")),
    )


def verb_in(op: str) -> str:
    """The verb of an operation as it is written, without a look at whether there is one.

    >>> verb_in("A munmap r 3 4"), verb_in("proc A"), verb_in("")
    ('munmap', 'proc', '')
    """
    words = op.split()
    return "" if not words else words[0] if len(words) == 1 or words[0] in GLOBAL else words[1]


def _use(raw: Raw, key: str) -> Use | None:
    from mmtui.scenario.values import Use  # who only lists scenarios needs none of these values

    name = _name(raw, key, "use")
    return Use(name, {key: given for key, given in raw[key].items() if key != "use"}) if name else None


def _name(raw: Raw, *keys: str) -> str:
    return _text(inside(raw, *keys))


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


FORMAT = 1


def is_newer(raw: Raw) -> bool:
    """True for a file of a format that a later mmtui defines: nothing else can be said of it."""
    return is_number(raw.get("format")) and raw["format"] > FORMAT


def format_finding(raw: Raw) -> Finding | None:
    """What is wrong with the ``format`` of a file, and what to do about it."""
    if "format" not in raw:
        message = 'missing key "format" in the file'
        return Finding("table", ("format",), Code.FORMAT, message, f"write format = {FORMAT} at the top")
    given = raw["format"]
    if is_number(given) and given == FORMAT:
        return None
    message, remedy = f'"format" must be {FORMAT}, not {shown(given)}', f"write format = {FORMAT}"
    if is_newer(raw):
        message, remedy = (
            f"format {shown(given)} is newer than this mmtui, which reads {FORMAT}",
            "update mmtui",
        )
    elif is_number(given):
        message = f"format {shown(given)} is older than any that mmtui reads"
        remedy = f"write format = {FORMAT} and see what `mmtui scenario check` says"
    return Finding("value", ("format",), Code.FORMAT, message, remedy)
