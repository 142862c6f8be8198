"""A problem, drawn from its number: chapter, level and seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mmtui.catalog import Catalog
from mmtui.fault import SchemeBroke
from mmtui.game.answers import right_answer
from mmtui.game.trial import Trial, prepare
from mmtui.game.value import NoAnswer
from mmtui.game.words import subject_of
from mmtui.practice.numbers import LEVELS, Number, known
from mmtui.practice.topics import TOPICS, Question, Topic
from mmtui.rng import Pcg32
from mmtui.scenario import FindAsk, Machine, Scenario, Solution, Step, Use

_TRIES = 200
"""Runs that are drawn for one problem; the first that has something to ask is it."""
_FIRST = 3
"""Operations with which each run begins."""


def problem(number: Number, catalog: Catalog) -> Trial:
    """Return a problem, ready to be played.

    Raises ``UsageError`` as ``known()`` does.
    """
    known(number.chapter, number.level)
    topic, rng = TOPICS[number.chapter], Pcg32(number.seed, number.chapter * 8 + number.level)
    for _ in range(_TRIES):
        trial = prepare(_scenario(number, topic, rng), catalog)
        steps = tuple(_steps(trial, topic, number.level, rng))
        if len(steps) == _nr_steps(number.level):
            return _with(trial, steps)
    raise AssertionError(f"{number}: no run of {_TRIES} has anything to ask")


def _nr_steps(level: int) -> int:
    return 1 if level == 1 else 2


def _scenario(number: Number, topic: Topic, rng: Pcg32) -> Scenario:
    level = number.level
    pages = 16 if level == LEVELS[-1] else 8
    params = {
        "seed": rng.next(),
        "length": 2 + 2 * level,
        "processes": 2 + level // 2,
        "pages": 4 if topic.small else pages,
    }
    return Scenario(
        format=1,
        id=str(number),
        title=f"Practice {number.chapter}.{number.level}, problem {number.seed}",
        chapter=number.chapter,
        difficulty=level,
        minutes=level,
        requires=(),
        teaches="Practice makes it quick.",
        brief=_BRIEF.format(level=level, seed=number.seed),
        cites=(),
        machine=Machine(scheme=topic.scheme, kernel=topic.kernel, pages_per_pmd=pages),
        workload=Use("random-ops", params),
        setup=None,
        steps=(Step(kind="find", ask=FindAsk("last-unmap", "L0"), prompt="?", at=None, hints=()),),
        debrief="That was one. The next has another seed; three right ones in a row raise the level.",
        solution=Solution((0,), ()),
        path=Path(f"{number}.mmtui.toml"),
        source=str(number),
    )


_BRIEF = """\
A run that was drawn at random, level {level}, seed {seed}: everybody who plays it, anywhere, plays the same.

Say what comes next before you step."""


def _steps(trial: Trial, topic: Topic, level: int, rng: Pcg32) -> Iterator[Step]:
    """Yield what is asked: something that an operation changes, and where something happens."""
    folio, page = ("s0", 0) if topic.small else ("L0", rng.below(trial.scenario.machine.pages_per_pmd))
    predictions = [
        step for question in topic.questions for step in _predictions(trial, question, folio, page)
    ]
    if not predictions:
        return
    first = rng.choice(predictions)
    yield first
    if level > 1 and (finds := list(_finds(trial, topic, folio, page, first.at or 0))):
        yield rng.choice(finds)


def _predictions(trial: Trial, question: Question, folio: str, page: int) -> Iterator[Step]:
    ask, was = question.ask(folio, page), None
    what = f"What will {subject_of(ask)} be after it?"
    hints = (
        question.hint,
        "Write down who maps it now, entry by entry, and then what the operation does to each.",
    )
    for at in range(_FIRST, len(trial.ops) + 1):
        prompt = f"Operation {at} is next: {trial.ops[at - 1]}. {what}"
        step = Step(kind="predict", ask=ask, prompt=prompt, at=at, hints=hints)
        now = _answer(trial, step)
        if now is not None and was is not None and now != was:
            yield step
        was = now


def _finds(trial: Trial, topic: Topic, folio: str, page: int, after: int) -> Iterator[Step]:
    # what happens where the player stands already would be given away
    for event in topic.events:
        paged = page if event in ("last-unmap", "first-map") and not topic.small else None
        what = f"page {paged} of {folio}" if paged is not None else folio
        hints = ("Go forward, and watch what maps it.", "Look at what is true, not at what the scheme says.")
        step = Step(
            kind="find",
            ask=FindAsk(event, folio, paged),
            prompt=_FIND[event].format(what),
            at=None,
            hints=hints,
        )
        found = _answer(trial, step)
        if found is not None and found > after:
            yield step


_FIND = {
    "last-unmap": "Which operation is the last unmap of {}?",
    "first-map": "Which operation maps {} for the first time?",
    "pmd-split": "Which operation is the first to split a PMD that maps {}?",
    "partly-mapped": "After which operation is {} partly mapped for the first time?",
    "disagree": "After which operation does the scheme first say of {} what is not true?",
}


def _answer(trial: Trial, step: Step) -> int | None:
    try:
        return right_answer(trial.timeline(), step).number
    except (NoAnswer, SchemeBroke):
        return None


def _with(trial: Trial, steps: tuple[Step, ...]) -> Trial:
    answers = tuple(right_answer(trial.timeline(), step).number for step in steps)
    scenario = replace(trial.scenario, steps=steps, solution=Solution(answers, ()))
    return replace(trial, scenario=scenario)
