"""What a search found, as a scenario that can be played."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

import tomlkit

from mmtui.catalog import Catalog
from mmtui.cli.check_asked import Asked
from mmtui.errors import MmtuiError
from mmtui.explore.grow import grown
from mmtui.explore.step import MISBEHAVED
from mmtui.explore.verdict import Counterexample
from mmtui.game.answers import right_answer
from mmtui.game.value import NoAnswer
from mmtui.model.counters import Per
from mmtui.scenario import FindAsk, PredictAsk, Step
from mmtui.scenario.values import Subject
from mmtui.timeline import Timeline

SUFFIX = ".mmtui.toml"
_SIZES = (8, 16, 512)
_MOST = 4
_WIDTH = 110


class CannotSave(MmtuiError):
    """What was found cannot be a scenario; the verdict stands."""


class Question(NamedTuple):
    """A step, its answer, and one that is refused."""

    table: dict[str, Any]
    answer: int | str
    refused: int | str


def save(path: str, asked: Asked, example: Counterexample, catalog: Catalog) -> None:
    """Write the scenario; raise ``CannotSave`` where it makes none."""
    if example.found.checker == MISBEHAVED or example.found.broken:
        raise CannotSave("a scheme that misbehaves cannot be played, so nothing is saved")
    large = grown(asked.maker, example, _SIZES)
    if large is None:
        raise CannotSave("the run breaks it on no machine that scenarios have, so nothing is saved")
    text = scenario_text(_id_of(path), asked, large, catalog)
    Path(path).write_text(text, encoding="utf-8")


def _id_of(path: str) -> str:
    name = Path(path).name.removesuffix(SUFFIX)
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in name.lower())
    return "-".join(words.split()) or "broken"


def scenario_text(name: str, asked: Asked, example: Counterexample, catalog: Catalog) -> str:
    """Return the text of the file; every answer in it is computed from the run."""
    profile, scheme = asked.profile, catalog.scheme(asked.scheme)
    timeline = Timeline(example.ops, scheme, profile, example.machine.pages_per_pmd)
    questions = list(_questions(timeline, _label(example, timeline)))[:_MOST]
    if not questions:
        raise CannotSave("after the run there is nothing left to ask about, so nothing is saved")
    document = tomlkit.document()
    document.add(tomlkit.comment(":schema scenario-1.schema.json"))
    for key, value in _head(name, asked, example).items():
        document[key] = value
    machine = {"pages_per_pmd": example.machine.pages_per_pmd, "scheme": asked.scheme, "kernel": profile.name}
    document["machine"] = machine
    script = "".join(f"{op}\n" for op in example.ops)
    document["workload"] = {"use": "script", "ops": tomlkit.string(script, multiline=True)}
    steps = tomlkit.aot()
    for question in questions:
        ask = tomlkit.inline_table()
        ask.update(question.table["ask"])
        steps.append(tomlkit.item({**question.table, "ask": ask}))
    document["step"] = steps
    document["debrief"] = {"text": f"{asked.scheme} is broken by this run. {_sentence(example)}"}
    refused = [[number, question.refused] for number, question in enumerate(questions)]
    document["solution"] = {"steps": [question.answer for question in questions], "reject": refused}
    return tomlkit.dumps(document).replace("# :schema", "#:schema", 1)


def _head(name: str, asked: Asked, example: Counterexample) -> dict[str, Any]:
    brief = (
        f"The scheme {asked.scheme} is wrong after the last operation of this run, {example.ops[-1]}. "
        "Work out what is true then, and what the scheme makes of it."
    )
    return {
        "format": 1,
        "id": name,
        "title": f"What breaks {asked.scheme}?"[:60],
        "chapter": 8,
        "difficulty": 4,
        "minutes": 5,
        "teaches": _sentence(example),
        "brief": tomlkit.string("\n".join(wrap(brief, _WIDTH)) + "\n", multiline=True),
        "cites": ["__folio_remove_rmap() in mm/rmap.c"],
    }


def _sentence(example: Counterexample) -> str:
    return f"The checker {example.found.checker} says: {example.found.text}."


def _questions(timeline: Timeline, label: str) -> Iterator[Question]:
    """Yield the questions about a folio that the run has an answer to, those that show the mistake first."""
    yield from _find(timeline, label)
    pairs = [each for pair in _PAIRS for each in _pair(timeline, label, *pair)]
    yield from pairs
    if not pairs:
        for name in ("entries", "mapped-pages"):
            yield from _predict(timeline, {"truth": name, "folio": label}, "true")
    for counter in timeline.scheme.counters():
        page = {"page": 0} if counter.per is Per.PAGE else {}
        yield from _predict(
            timeline, {"counter": counter.name, "folio": label, "as": "logical", **page}, "kept"
        )


_PAIRS: tuple[tuple[str, str, dict[str, int]], ...] = (
    ("mapped-by", "page-mapcount", {"page": 0}),
    ("mapped-by", "page-mapcount", {"page": 1}),
    ("entries", "folio-mapcount", {}),
    ("partly-mapped", "partly-mapped", {}),
)
"""What is true, and what the scheme says of it."""


def _pair(timeline: Timeline, label: str, truth: str, says: str, page: dict[str, int]) -> list[Question]:
    true = list(_predict(timeline, {"truth": truth, "folio": label, **page}, "true"))
    said = list(_predict(timeline, {"says": says, "folio": label, **page}, "said"))
    if not true or not said or true[0].answer == said[0].answer:
        return []
    return [each._replace(refused=other.answer) for each, other in zip(true + said, said + true, strict=True)]


def _predict(timeline: Timeline, ask: dict[str, Any], kind: str) -> Iterator[Question]:
    """Yield the question, if the run has an answer to it."""
    at, (name, *_) = len(timeline), ask.values()
    subject: Subject = "truth" if "truth" in ask else "says" if "says" in ask else "counter"
    asked = PredictAsk(subject, name, folio=ask["folio"], page=ask.get("page"), reading="logical")
    answer = _answered(timeline, Step(kind="predict", ask=asked, prompt="", at=at, hints=()))
    if answer is None:
        return
    where = f"page {ask['page']} of {ask['folio']}" if "page" in ask else ask["folio"]
    prompt = _PROMPTS[kind].format(op=timeline.ops[-1], name=name, where=where)
    table = {"kind": "predict", "at": at, "ask": ask, "prompt": prompt, "hints": _HINTS}
    yield Question(table, answer, _other(answer))


_PROMPTS = {
    "true": "{op}: what will be true after it?  {name} of {where}.",
    "said": "And what will the scheme say after {op}, asked for {name} of {where}?",
    "kept": "After {op}, what will be the logical value of {name} of {where}?",
}
_HINTS = [
    "What is true stands in the page tables: count the entries.",
    "What the scheme says comes from its counters: follow them through each event of the operation.",
]


def _other(answer: int | str) -> int | str:
    return {"yes": "no", "no": "yes"}[answer] if isinstance(answer, str) else answer + 1


def _find(timeline: Timeline, label: str) -> Iterator[Question]:
    step = Step(kind="find", ask=FindAsk("disagree", label), prompt="", at=None, hints=())
    answer, words = _answered(timeline, step), [str(op) for op in timeline.ops]
    if isinstance(answer, int) and answer > 1 and words.count(words[answer - 1]) == 1:
        prompt = f"Which is the first operation after which the scheme says something false of {label}?"
        table = {"kind": "find", "ask": {"event": "disagree", "folio": label}, "prompt": prompt}
        yield Question({**table, "hints": _HINTS}, words[answer - 1], words[0])


def _answered(timeline: Timeline, step: Step) -> int | str | None:
    try:
        answer = right_answer(timeline, step)
    except NoAnswer:
        return None
    return str(answer) if answer.yes_no else answer.number


def _label(example: Counterexample, timeline: Timeline) -> str:
    """Return the folio that is to be asked about: the one that the checker speaks of."""
    moment = timeline[len(timeline)]
    folios = [*(said.event.folio for said in reversed(moment.said)), *moment.world.folios()]
    labels = [folio.label for folio in folios]
    named = [word for word in re.findall(r"[Ls][0-9]+", example.found.text) if word in labels]
    return next(iter(named + labels), "L0")
