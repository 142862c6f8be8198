"""What a search found, as a scenario that can be played."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mmtui.catalog import Catalog
from mmtui.cli import check_saved_words as words
from mmtui.cli.check_asked import Asked
from mmtui.cli.check_saved_words import Facts
from mmtui.errors import MmtuiError
from mmtui.explore.grow import grown
from mmtui.explore.step import MISBEHAVED
from mmtui.explore.verdict import Counterexample
from mmtui.game.answers import right_answer
from mmtui.game.value import NoAnswer
from mmtui.model.counters import Per
from mmtui.scenario import FindAsk, Machine, PredictAsk, Reject, Solution, Step
from mmtui.scenario.document import SUFFIX, Document, lines
from mmtui.scenario.values import Subject
from mmtui.timeline import Timeline

_SIZES = (8, 16, 512)
_MOST = 4


class CannotSave(MmtuiError):
    """What was found cannot be a scenario; the verdict stands."""


class Question(NamedTuple):
    """A step, its answer, and one that is refused."""

    table: dict[str, Any]
    answer: int | str
    refused: int | str
    told: str = ""
    """The answer as a sentence, for the debrief."""


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
    plain = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in name.lower())
    return "-".join(plain.split()) or "broken"


def scenario_text(name: str, asked: Asked, example: Counterexample, catalog: Catalog) -> str:
    """Return the text of the file; every answer in it is computed from the run."""
    profile, scheme = asked.profile, catalog.scheme(asked.scheme)
    timeline = Timeline(example.ops, scheme, profile, example.machine.pages_per_pmd)
    found, label = example.found, _label(example, timeline)
    about = catalog.checkers[found.checker].cls.title if found.checker in catalog.checkers else ""
    facts = Facts(asked.scheme, timeline, label, found.checker, about, found.text)
    questions = list(_questions(facts))[:_MOST]
    if not questions:
        raise CannotSave("after the run there is nothing left to ask about, so nothing is saved")
    machine = Machine(pages_per_pmd=example.machine.pages_per_pmd, scheme=asked.scheme, kernel=profile.name)
    return _document(_head(name, facts), machine, facts, questions).text()


def _document(
    head: dict[str, Any], machine: Machine, facts: Facts, questions: Sequence[Question]
) -> Document:
    refused = tuple(Reject(number, question.refused) for number, question in enumerate(questions))
    return Document(
        head=head,
        machine=machine,
        ops=[str(op) for op in facts.timeline.ops],
        steps=[question.table for question in questions],
        debrief=words.debrief(facts, [each.told for each in questions if each.told]),
        solution=Solution(tuple(question.answer for question in questions), refused),
    )


def _head(name: str, facts: Facts) -> dict[str, Any]:
    return {
        "format": 1,
        "id": name,
        "title": words.title(facts),
        "chapter": 8,
        "difficulty": 4,
        "minutes": 5,
        "teaches": words.teaches(facts),
        "brief": lines(words.brief(facts)),
        "cites": ["__folio_remove_rmap() in mm/rmap.c"],
    }


def _questions(facts: Facts) -> Iterator[Question]:
    """Yield the questions about a folio that the run has an answer to, those that show the mistake first."""
    yield from _find(facts)
    pairs = [each for pair in _PAIRS for each in _pair(facts, *pair)]
    yield from pairs
    if not pairs:
        for name in ("entries", "mapped-pages"):
            yield from _predict(facts, {"truth": name, "folio": facts.label})
    for counter in facts.timeline.scheme.counters():
        page = {"page": 0} if counter.per is Per.PAGE else {}
        yield from _predict(facts, {"counter": counter.name, "folio": facts.label, "as": "logical", **page})


_PAIRS: tuple[tuple[str, str, dict[str, int]], ...] = (
    ("mapped-by", "page-mapcount", {"page": 0}),
    ("mapped-by", "page-mapcount", {"page": 1}),
    ("entries", "folio-mapcount", {}),
    ("partly-mapped", "partly-mapped", {}),
)
"""What is true, and what the scheme says of it."""


def _pair(facts: Facts, truth: str, says: str, page: dict[str, int]) -> list[Question]:
    true = list(_predict(facts, {"truth": truth, "folio": facts.label, **page}))
    said = list(_predict(facts, {"says": says, "folio": facts.label, **page}))
    if not true or not said or true[0].answer == said[0].answer:
        return []
    return [each._replace(refused=other.answer) for each, other in zip(true + said, said + true, strict=True)]


def _predict(facts: Facts, ask: dict[str, Any]) -> Iterator[Question]:
    """Yield the question, if the run has an answer to it."""
    at, (name, *_) = len(facts.timeline), ask.values()
    subject: Subject = "truth" if "truth" in ask else "says" if "says" in ask else "counter"
    asked = PredictAsk(subject, name, folio=ask["folio"], page=ask.get("page"), reading="logical")
    before, answer = (
        _answered(facts.timeline, Step(kind="predict", ask=asked, prompt="", at=n, hints=()))
        for n in (at - 1, at)
    )
    if answer is None:
        return
    said = words.predict_words(facts, ask, before)
    table = {"kind": "predict", "at": at, "ask": ask, "prompt": said.prompt, "hints": said.hints}
    yield Question(table, answer, _other(answer), said.told.format(answer))


def _other(answer: int | str) -> int | str:
    return {"yes": "no", "no": "yes"}[answer] if isinstance(answer, str) else answer + 1


def _find(facts: Facts) -> Iterator[Question]:
    step = Step(kind="find", ask=FindAsk("disagree", facts.label), prompt="", at=None, hints=())
    answer, ops = _answered(facts.timeline, step), [str(op) for op in facts.timeline.ops]
    if isinstance(answer, int) and answer > 1 and ops.count(ops[answer - 1]) == 1:
        table = {"kind": "find", "ask": {"event": "disagree", "folio": facts.label}}
        table |= {"prompt": words.find_prompt(facts), "hints": words.find_hints(facts)}
        yield Question(table, ops[answer - 1], ops[0])


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
