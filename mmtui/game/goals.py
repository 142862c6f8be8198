"""Whether a goal holds: a list of clauses, each with what is asked, whether it holds, and what is now."""

from __future__ import annotations

from typing import NamedTuple

from mmtui.catalog import Catalog
from mmtui.findings import findings
from mmtui.game.claims import true_answer
from mmtui.game.predicting import predicted
from mmtui.game.value import NoAnswer, Value, folio_at
from mmtui.game.words import subject_of
from mmtui.model.truth import truth_of
from mmtui.scenario import ActAsk, CheckerAsk, Clause, PredictAsk
from mmtui.scenario.challenges import ANY, Test
from mmtui.timeline import Timeline


class Tick(NamedTuple):
    """A clause of a goal at one moment."""

    text: str
    """What has to hold, as the end of a sentence."""
    holds: bool
    now: str
    """What is instead, or why it holds."""


def ticks(timeline: Timeline, start: int, n: int, ask: ActAsk, catalog: Catalog) -> tuple[Tick, ...]:
    """Return each clause as it is at moment ``n``; the player's operations begin after ``start``.

    Raises ``SchemeBroke`` when the scheme breaks while it is asked, and ``UsageError`` for a checker that
    does not exist.
    """
    return tuple(_tick(timeline, start, n, clause, catalog) for clause in ask.goal)


def _tick(timeline: Timeline, start: int, n: int, clause: Clause, catalog: Catalog) -> Tick:
    if isinstance(clause.ask, CheckerAsk):
        return _found(timeline, start, n, clause.ask, catalog)
    try:
        now = predicted(timeline, clause.ask, n)
    except NoAnswer as error:
        return Tick(clause_text(clause), False, str(error) if n else "nothing has run yet")
    if clause.value in ("true", "untrue"):
        return _true(timeline, n, clause, now)
    return Tick(clause_text(clause), _passes(clause.test, now.number, _number(clause)), f"now {now}")


def clause_text(clause: Clause) -> str:
    """Return what a clause asks for.

    >>> clause_text(Clause(PredictAsk("truth", "mapped-by", folio="L0", page=3), "at-least", 2))
    'the number of entries that map page 3 of L0 is at least 2'
    """
    if isinstance(clause.ask, CheckerAsk):
        who = "a checker" if clause.ask.checker == ANY else f"the checker {clause.ask.checker}"
        return f"{who} finds false what the scheme said in one of your operations"
    return f"{subject_of(clause.ask)} {_TESTS[clause.test]} {clause.value}"


_TESTS: dict[Test, str] = {"is": "is", "is-not": "is not", "at-least": "is at least", "at-most": "is at most"}


def _passes(test: Test, now: int, wanted: int) -> bool:
    match test:
        case "is":
            return now == wanted
        case "is-not":
            return now != wanted
        case "at-least":
            return now >= wanted
        case "at-most":
            return now <= wanted


def _number(clause: Clause) -> int:
    return clause.value if isinstance(clause.value, int) else int(clause.value == "yes")


def _true(timeline: Timeline, n: int, clause: Clause, now: Value) -> Tick:
    """A claim beside the truth."""
    ask = clause.ask
    assert isinstance(ask, PredictAsk), "only what a scheme says is true or untrue"
    truth = truth_of(timeline[n].world, folio_at(timeline, ask.folio or "", n))
    true = now._replace(number=true_answer(truth, ask.name, ask.page or 0))
    holds = (now == true) == (clause.value == "true")
    return Tick(clause_text(clause), holds, f"it says {now}, and the truth is {true}")


def _found(timeline: Timeline, start: int, n: int, ask: CheckerAsk, catalog: Catalog) -> Tick:
    checkers = [one for one in catalog.checkers_all() if ask.checker in (ANY, one.name)]
    for at in range(start + 1, n + 1):
        for finding in findings(timeline[at], checkers):
            if not finding.broken:
                return Tick(clause_text(Clause(ask)), True, f"operation {at}: {finding.text}")
    return Tick(clause_text(Clause(ask)), False, "nothing false was said yet")
