"""What must agree between the parts of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from mmtui.counted import counted
from mmtui.scenario.goal_rules import goal_disagreements
from mmtui.scenario.outline import foreseen, inside, is_number, items, rejected, solved
from mmtui.scenario.positions import KeyPath
from mmtui.scenario.problems import Code, Finding, Raw
from mmtui.scenario.words import label, shown

T = TypeVar("T")

LONGEST_LIST = 1000

_RUNS = {
    "act": 'write its operations, one after the other: "B munmap r 3 4; A exit"',
    "race": 'write the schedule: "abba", or "holds" where none breaks the scheme',
    "build": 'write the name of a scheme: "double-map"',
}


def disagreements(raw: Raw) -> Iterator[Finding]:
    """Everything that is said in one place of the file and denied in another."""
    yield from _every_step_has_an_answer(raw)
    yield from _rejects_name_a_step(raw)
    yield from _finds_are_answered_by_operations(raw)
    yield from _wrong_answers_are_wrong(raw)
    yield from _nothing_requires_itself(raw)
    yield from _pages_exist(raw)
    yield from _lists_are_short((), raw)
    yield from goal_disagreements(raw)


def _every_step_has_an_answer(raw: Raw) -> Iterator[Finding]:
    steps, answers = len(items(raw, "step")), len(items(raw, "solution", "steps"))
    if steps and answers and steps != answers:
        message = f'"steps" has {counted(answers, "answer")} for {counted(steps, "step")}'
        remedy = "give one answer for each [[step]], in their order"
        yield _denied(("solution", "steps"), message, remedy)


def _rejects_name_a_step(raw: Raw) -> Iterator[Finding]:
    steps = len(items(raw, "step"))
    for given in rejected(raw):
        if steps and is_number(given.step) and given.step >= steps:
            remedy = f"steps are counted from 0, and the last is {steps - 1}"
            yield _denied((*given.path[:-1], 0), f"there is no step {shown(given.step)}", remedy)


def _finds_are_answered_by_operations(raw: Raw) -> Iterator[Finding]:
    kinds = [inside(step, "kind") for step in items(raw, "step")]
    for given in (*solved(raw), *foreseen(raw), *rejected(raw)):
        if is_number(given.answer) and _at(kinds, given.step) == "find":
            message = f"question {given.step + 1} is a find, and {shown(given.answer)} is not an operation"
            yield _denied(given.path, message, 'write it as it stands in the script: "A exit"')
        kind = str(_at(kinds, given.step))
        if kind in _RUNS and is_number(given.answer):
            message = f"question {given.step + 1} is a kind {kind}, and {shown(given.answer)} is no run"
            yield _denied(given.path, message, _RUNS[kind])


def _wrong_answers_are_wrong(raw: Raw) -> Iterator[Finding]:
    right = [_plain(given.answer) for given in solved(raw)]
    for given in (*foreseen(raw), *rejected(raw)):
        answer = _plain(given.answer)
        if answer is not None and answer == _at(right, given.step):
            message = f"{shown(given.answer)} is also the answer of [solution] to question {given.step + 1}"
            yield _denied(given.path, message, "it cannot be right and wrong")


def _nothing_requires_itself(raw: Raw) -> Iterator[Finding]:
    for at, required in enumerate(items(raw, "requires")):
        if isinstance(required, str) and required == raw.get("id"):
            yield _denied(("requires", at), "a scenario cannot require itself", "take it out")


def _pages_exist(raw: Raw) -> Iterator[Finding]:
    given = inside(raw, "machine", "pages_per_pmd")
    pages = given if is_number(given) and given in (8, 16) else 512
    for at, step in enumerate(items(raw, "step")):
        page = inside(step, "ask", "page")
        if is_number(page) and page >= pages:
            message = f'"page" must be at most {pages - 1}, not {shown(page)}'
            yield _denied(("step", at, "ask", "page"), message, f"a folio has no more than {pages} pages")


def _lists_are_short(path: KeyPath, value: object) -> Iterator[Finding]:
    if isinstance(value, list):
        if len(value) > LONGEST_LIST:
            message = f"{label(path)} has {len(value)} items; at most {LONGEST_LIST}"
            yield Finding("value", path, Code.TOO_LARGE, message, "make it shorter")
        for at, inner in enumerate(value[:LONGEST_LIST]):
            yield from _lists_are_short((*path, at), inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _lists_are_short((*path, key), inner)


def _denied(path: KeyPath, message: str, remedy: str) -> Finding:
    return Finding("value", path, Code.CONTRADICTION, message, remedy)


def _at(values: Sequence[T], at: object) -> T | None:
    # The step of an answer may be any number, or no number at all.
    return values[at] if isinstance(at, int) and is_number(at) and 0 <= at < len(values) else None


def _plain(answer: object) -> int | str | None:
    # Operations are compared as they are read: blanks do not count.
    if isinstance(answer, str):
        return " ".join(answer.split())
    return answer if isinstance(answer, int) and is_number(answer) else None
