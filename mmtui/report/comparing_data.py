"""A comparison as JSON objects and as rows of a table for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mmtui.comparing.beside import Step
from mmtui.comparing.rows import Row
from mmtui.comparing.score import Score
from mmtui.comparing.sweep import Point

SCHEMA = 1
COLUMNS = ("n", "op", "where", "event", "question", "truth", "scheme", "answer", "mark")
POINT_COLUMNS = ("event", "x", "scheme", "atomics", "reads")


def begin_object(script: str, kernel: str, pages_per_pmd: int, schemes: Sequence[str]) -> dict[str, Any]:
    """Return the object that a comparison begins with."""
    begin = {"t": "begin", "schema": SCHEMA, "script": script, "kernel": kernel}
    return begin | {"pages_per_pmd": pages_per_pmd, "schemes": list(schemes)}


def step_object(step: Step, schemes: Sequence[str], *, every: bool) -> dict[str, Any]:
    """Return an operation with its rows; without ``every`` those in which somebody is wrong."""
    return {
        "t": "step",
        "n": step.n,
        "op": str(step.op),
        "rc": step.result.rc,
        "err": step.result.err or 0,
        "rows": [_row(row, schemes) for row in (step.rows if every else step.differing)],
        "cost": {
            name: {"atomic": cost.atomics, "read": cost.reads}
            for name, cost in zip(schemes, step.costs, strict=True)
        },
        "faults": {name: fault for name, fault in zip(schemes, step.faults, strict=True) if fault},
    }


def _row(row: Row, schemes: Sequence[str]) -> dict[str, Any]:
    pairs = list(zip(schemes, row.answers, strict=True))
    return {
        "question": row.question,
        "where": str(row.place),
        "event": row.place.event,
        "times": row.times,
        "truth": row.truth,
        "says": {name: answer.value for name, answer in pairs},
        "off": {name: answer.mark for name, answer in pairs if answer.errs},
    }


def score_object(score: Score) -> dict[str, Any]:
    """Return the totals of a scheme."""
    figures = score._asdict()
    cost = figures.pop("cost")
    return {"t": "score", **figures, "cost": {"atomic": cost.atomics, "read": cost.reads}}


def step_rows(step: Step, schemes: Sequence[str], *, every: bool) -> Iterator[tuple[object, ...]]:
    """Yield a row for each answer, then one for each price, as ``COLUMNS`` says."""
    for row in step.rows if every else step.differing:
        head = (step.n, step.op, row.place, row.place.event, row.question, row.truth)
        for name, answer in zip(schemes, row.answers, strict=True):
            yield (*head, name, answer.value, answer.mark)
    for name, cost in zip(schemes, step.costs, strict=True):
        yield step.n, step.op, "", "", "atomics", "", name, cost.atomics, ""
        yield step.n, step.op, "", "", "reads", "", name, cost.reads, ""


def score_rows(score: Score) -> Iterator[tuple[object, ...]]:
    """Yield the totals of a scheme as such rows, of no operation."""
    figures = score._asdict()
    cost, name = figures.pop("cost"), figures.pop("scheme")
    for question, value in {**figures, "atomics": cost.atomics, "reads": cost.reads}.items():
        yield "", "", "", "", f"total {question}", "", name, value, ""


def point_object(point: Point) -> dict[str, Any]:
    """Return a point of a plot."""
    cost = None if point.cost is None else {"atomic": point.cost.atomics, "read": point.cost.reads}
    return {"t": "point", "event": point.event, "x": point.x, "scheme": point.scheme, "cost": cost}


def point_row(point: Point) -> tuple[object, ...]:
    """Return a point as a row of ``POINT_COLUMNS``."""
    return point.event, point.x, point.scheme, *(point.cost if point.cost is not None else ("", ""))
