"""What need not be wrong with a scenario, but is worth a second look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mmtui.catalog import Catalog
from mmtui.game.answers import right_answer
from mmtui.game.scripts import op_place
from mmtui.game.trial import Trial, prepare
from mmtui.game.value import Value
from mmtui.scenario import Code, FindAsk, Finding, PredictAsk, Problem, Scenario, placed

_PLACES = re.compile(
    r"\b(?:pages?|operations?|steps?|questions?|Linux) \d[\d.]*(?:(?:, | and | or | to )\d[\d.]*)*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?!\w|\.\d)")


def doubts(scenario: Scenario, catalog: Catalog) -> tuple[Problem, ...]:
    """Return each doubt about a scenario that ``check_scenario()`` has passed, in the order of its file."""
    return tuple(sorted(placed(_doubts(prepare(scenario, catalog)), scenario.path, scenario.source)))


def _failing(trial: Trial) -> Iterator[Finding]:
    """Yield the operations that the kernel refuses, unless the file names the error: then it is meant."""
    for n, op in enumerate(trial.ops, 1):
        result = trial.timeline()[n].result
        if result.ok or result.nonsense or result.err in trial.scenario.source:
            continue
        in_setup = n <= trial.nr_setup
        key, use = ("setup", trial.scenario.setup) if in_setup else ("workload", trial.scenario.workload)
        message = f"operation {n}, {op}, fails: {result.err}"
        remedy = f"correct it; if it is meant to fail, say so behind it: # {result.err}"
        place = op_place(key, use, op, "") if use else None
        if place is None:
            yield Finding("value", (key, "use"), Code.DOUBTFUL, message, remedy)
        else:
            yield Finding("inside", place.path, Code.DOUBTFUL, message, remedy, at=place.at)


def _doubts(trial: Trial) -> Iterator[Finding]:
    yield from _failing(trial)
    refused = {reject.step for reject in trial.scenario.solution.reject}
    for number, step in enumerate(trial.scenario.steps):
        if not step.wrong and number not in refused:
            message = f"question {number + 1}: no wrong answer is listed"
            remedy = "name one that a player will give"
            yield Finding("value", ("step", number), Code.DOUBTFUL, message, remedy)
        if isinstance(step.ask, FindAsk | PredictAsk):
            yield from _giveaways(trial, number, right_answer(trial.timeline(), step))


def _giveaways(trial: Trial, number: int, right: Value) -> Iterator[Finding]:
    """Yield where the answer stands before it is asked for, or in the first hint."""
    step = trial.scenario.steps[number]
    places = (("prompt", step.prompt, ("prompt",)), ("first hint", step.hints[0], ("hints", 0)))
    for where, text, key in places:
        text = " ".join(text.split())
        if isinstance(step.ask, FindAsk):
            told = _tells_operation(trial, text, right.number)
        else:
            told = _tells_number(trial, text, right)
        if told:
            message = f"question {number + 1}: the answer stands in the {where}"
            yield Finding("value", ("step", number, *key), Code.DOUBTFUL, message, "say it in other words")


def _tells_operation(trial: Trial, text: str, n: int) -> bool:
    return str(trial.ops[n - 1]) in text or re.search(rf"\boperation {n}\b", text) is not None


def _tells_number(trial: Trial, text: str, right: Value) -> bool:
    # 0, 1 and -1 stand in most sentences about counters
    few = right.yes_no or abs(right.number) < 2
    return not few and right.number in numbers_in(text, map(str, trial.ops))


def numbers_in(text: str, op_texts: Iterable[str] = ()) -> set[int]:
    """Return the numbers in a line, but for those that only say which page or operation is meant.

    >>> sorted(numbers_in("Pages 2 to 4 of L0 have 7 entries; page 3 had 8 in Linux 6.1."))
    [7, 8]
    """
    for op in sorted(op_texts, key=len, reverse=True):  # one may be the beginning of another
        text = text.replace(op, "")
    return {int(number) for number in _NUMBER.findall(_PLACES.sub("", text))}
