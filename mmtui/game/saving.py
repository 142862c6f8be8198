"""A run of the player's own as the text of a scenario, with a question that the run answers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from mmtui.counted import counted
from mmtui.errors import MmtuiError
from mmtui.fault import SchemeBroke
from mmtui.game.predicting import predicted
from mmtui.game.session import Session
from mmtui.game.value import NoAnswer
from mmtui.game.words import subject_of
from mmtui.scenario import PredictAsk, Reject, Solution
from mmtui.scenario.document import SUFFIX, Document
from mmtui.timeline import Timeline

_TRUTHS = ("entries", "mapped-pages", "mms", "vmas")


class CannotSave(MmtuiError):
    """The run makes no scenario, or the file cannot be written."""


class _Asked(NamedTuple):
    ask: PredictAsk
    at: int
    answer: int
    was: int


def save_run(session: Session, path: Path) -> Path:
    """Write the run that the session shows, up to its end, and return the file.

    A name without the suffix gets it.  Raises ``CannotSave`` where nothing happens in the run that could be
    asked about, where the file is there already, or where it cannot be written.
    """
    path = path if path.name.endswith(SUFFIX) else path.with_name(path.name + SUFFIX)
    text = run_scenario(session, _id_of(path))
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise CannotSave(f"{path} is there already; choose another name") from None
    except OSError as error:
        raise CannotSave(f"{path} cannot be written: {error.strerror}") from None
    return path


def _id_of(path: Path) -> str:
    words = re.findall(r"[a-z0-9]+", path.name.removesuffix(SUFFIX).lower())
    return "-".join(words)[:40].strip("-") or "run"


def run_scenario(session: Session, name: str) -> str:
    """Return the text of a scenario file; its answers are computed from the run."""
    timeline = session.timeline
    asked = next(_asked(timeline), None)
    if asked is None:
        raise CannotSave("nothing changes how a folio is mapped after its first map: nothing to ask about")
    machine = replace(session.trial.scenario.machine, scheme=session.scheme)
    return Document(
        head=_head(name, timeline),
        machine=machine,
        ops=[str(op) for op in timeline.ops],
        steps=[_step(asked, timeline)],
        debrief="Say in two sentences what was to be learnt. This is the second one.",
        solution=Solution((asked.answer,), (Reject(0, asked.was),)),
    ).text()


def _head(name: str, timeline: Timeline) -> dict[str, Any]:
    count = len(timeline)
    return {
        "format": 1,
        "id": name,
        "title": f"A run of {counted(count, 'operation')}",
        "chapter": 10,
        "difficulty": 2,
        "minutes": 3,
        "teaches": "Write here the one thing that is learnt.",
        "brief": "Write here what a player has to know before the first question.",
        "cites": ["copy_page_range() in mm/memory.c"],
    }


def _step(asked: _Asked, timeline: Timeline) -> dict[str, Any]:
    return {
        "kind": "predict",
        "at": asked.at,
        "ask": {asked.ask.subject: asked.ask.name, "folio": asked.ask.folio},
        "prompt": f"Next is {timeline.ops[asked.at - 1]}. What will {subject_of(asked.ask)} be after it?",
        "hints": [
            f"Before it, {subject_of(asked.ask)} is {asked.was}.",
            "Go through the processes one by one: what does each still map?",
        ],
    }


def _asked(timeline: Timeline) -> Iterator[_Asked]:
    """Yield what an operation changes, the latest first."""
    labels = _labels(timeline)
    for at in range(len(timeline), 1, -1):
        for label in labels:
            for name in _TRUTHS:
                ask = PredictAsk("truth", name, folio=label)
                now, was = _value(timeline, ask, at), _value(timeline, ask, at - 1)
                if now is not None and was is not None and now != was:
                    yield _Asked(ask, at, now, was)


def _labels(timeline: Timeline) -> Sequence[str]:
    found = (folio.label for n in range(len(timeline), -1, -1) for folio in timeline[n].world.folios())
    return tuple(dict.fromkeys(found))


def _value(timeline: Timeline, ask: PredictAsk, at: int) -> int | None:
    try:
        return predicted(timeline, ask, at).number
    except (NoAnswer, SchemeBroke):
        return None
