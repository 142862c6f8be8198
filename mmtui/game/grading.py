"""What an answer is worth: solved, not yet, or a fault of the tool that never counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmtui.fault import SchemeBroke
from mmtui.game.acting import grade_act
from mmtui.game.answers import right_answer
from mmtui.game.claims import true_answer
from mmtui.game.finding import mapped_changes
from mmtui.game.naming import grade_name
from mmtui.game.predicting import predicted
from mmtui.game.racing import grade_race
from mmtui.game.since import since, since_text
from mmtui.game.trial import Trial
from mmtui.game.value import NoAnswer, Value, folio_at
from mmtui.game.verdict import Outcome as Outcome
from mmtui.game.verdict import Verdict as Verdict
from mmtui.game.words import entries_text, mappers, place_of
from mmtui.game.words import subject_of as subject_of
from mmtui.model.folio import Folio
from mmtui.model.truth import truth_of
from mmtui.scenario import ActAsk, BuildAsk, FindAsk, NameAsk, PredictAsk, RaceAsk, Step, answered
from mmtui.timeline import Timeline


def grade(trial: Trial, number: int, text: str) -> Verdict:
    """Return what an answer to a step (counted from 0) is worth.

    Questions about a scheme are asked of the scenario's own one, whichever the player looks at.
    """
    step, timeline = trial.scenario.steps[number], trial.timeline()
    if isinstance(step.ask, ActAsk):
        return grade_act(trial, step, text)
    if isinstance(step.ask, RaceAsk):
        return grade_race(trial, step, text)
    if isinstance(step.ask, NameAsk):
        return grade_name(trial, step, text)
    if isinstance(step.ask, BuildAsk):
        return Verdict(
            Outcome.UNREAD, ("What you write is the answer: the file is examined when you say so.",)
        )
    try:
        right = right_answer(timeline, step)
        given = read_answer(step, timeline, text, right)
    except (NoAnswer, SchemeBroke) as error:
        return Verdict(Outcome.TOOL_ERROR, (f"This is not your mistake: {error}",))
    if isinstance(given, str):
        return Verdict(Outcome.UNREAD, (given,))
    shown = str(timeline.ops[given - 1]) if isinstance(step.ask, FindAsk) else str(Value(given, right.yes_no))
    if given == right.number:
        return Verdict(Outcome.SOLVED, tuple(reasons(timeline, step)), shown)
    lines = _not_yet(trial, step, given, shown)
    return Verdict(Outcome.NOT_YET, tuple(lines), shown, _worth_a_look(timeline, step, given))


# -- reading what was typed

_YES = {"yes": 1, "y": 1, "true": 1, "1": 1, "no": 0, "n": 0, "false": 0, "0": 0}


def read_answer(step: Step, timeline: Timeline, text: str, right: Value) -> int | str:
    """Return the number that was answered, or a sentence that says what can be."""
    text = " ".join(text.split())
    if isinstance(step.ask, FindAsk):
        return _read_operation(timeline, text)
    if right.yes_no:
        return _YES.get(text.lower(), "Answer yes or no.")
    if re.fullmatch(r"[-+]?[0-9]{1,9}", text):
        return int(text)
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return "No number here has more than nine digits."
    return "Answer with a number, such as 0, 2 or -1."


def _read_operation(timeline: Timeline, text: str) -> int | str:
    if text.isdecimal() and text.isascii() and len(text) < 7 and 1 <= int(text) <= len(timeline):
        return int(text)
    matches = [n for n, op in enumerate(timeline.ops, 1) if str(op) == text]
    if len(matches) == 1:
        return matches[0]
    if matches:
        return f"There are {len(matches)} such operations; answer with the number of one: {matches}."
    return f"Answer with the number of an operation, 1 to {len(timeline)}, or with its text."


# -- saying why


def _not_yet(trial: Trial, step: Step, given: int, shown: str) -> Iterator[str]:
    timeline = trial.timeline()
    if isinstance(step.ask, FindAsk):
        yield _not_that_one(timeline, step.ask, given, f"{trial.scenario.brief} {step.prompt}")
    elif isinstance(step.ask, PredictAsk):
        assert step.at is not None
        is_not = "is not" if step.at <= trial.nr_setup else "will not be"
        yield f"Not yet: {subject_of(step.ask)} {is_not} {shown}."
    for wrong in step.wrong:
        if str(wrong.answer) in (shown, str(given)):
            yield answered(wrong.because)
    if isinstance(step.ask, PredictAsk) and (text := since_text(timeline, step.ask, step.at or 0)):
        yield text


def _worth_a_look(timeline: Timeline, step: Step, given: int) -> int | None:
    """Return the operation that made things as they are, or the one that was wrongly pointed at."""
    if isinstance(step.ask, PredictAsk):
        found = since(timeline, step.ask, step.at or 0)
        return found.at if found is not None else None
    return given


def _not_that_one(timeline: Timeline, ask: FindAsk, n: int, told: str) -> str:
    op = f"{n} {timeline.ops[n - 1]}"
    if ask.event not in ("first-map", "last-unmap") or not _is_named(ask, told):
        return f"Not yet: it is not {op}."
    folio = folio_at(timeline, ask.folio, len(timeline))
    what = f"page {ask.page}" if ask.page is not None else str(folio)
    before, after = _mapped(timeline, folio, ask.page, n - 1), _mapped(timeline, folio, ask.page, n)
    if before == after:
        state = f"{entries_text(after)} it before and after" if after else "nothing maps it before or after"
        return f"Not yet: {op} changes nothing for {what}; {state}."
    if ask.event == "last-unmap" and after:
        return f"Not yet: after {op}, {what} is still mapped by {mappers(timeline[n], folio, ask.page)}."
    if ask.event == "last-unmap":
        return f"Not yet: after {op} nothing maps {what}, but it is mapped again later."
    return f"Not yet: {op} takes {what} from {before} to {after} entries; it is not the first."


def _is_named(ask: FindAsk, told: str) -> bool:
    """Return whether it was said which folio or page is meant; else its name is half the answer."""
    return ask.page is not None or bool(re.search(rf"\b{re.escape(ask.folio or '')}\b", told))


def _mapped(timeline: Timeline, folio: Folio, page: int | None, n: int) -> int:
    truth = truth_of(timeline[n].world, folio)
    return truth.entries if page is None else truth.pages[page]


def reasons(timeline: Timeline, step: Step) -> Iterator[str]:
    """Yield why the answer is right, read off the run; of what has no one answer, nothing."""
    if not isinstance(step.ask, FindAsk | PredictAsk):
        return
    right = right_answer(timeline, step)
    if isinstance(step.ask, FindAsk):
        yield f"It is {right.number} {timeline.ops[right.number - 1]}."
        yield from _changes(timeline, step.ask)
        return
    assert step.at is not None
    is_now = f"{subject_of(step.ask)} is {right}{_before(timeline, step.ask, step.at, right)}"
    yield f"After {step.at} {timeline.ops[step.at - 1]}, {is_now}."
    if step.ask.folio is not None:
        folio = folio_at(timeline, step.ask.folio, step.at)
        where = place_of(step.ask).replace("page", "Page", 1)
        yield f"{where} is then mapped by {mappers(timeline[step.at], folio, step.ask.page)}."
        yield from _untrue(timeline, step.ask, step.at, right)


def _before(timeline: Timeline, ask: PredictAsk, at: int, now: Value) -> str:
    """Return what the answer was before the operation, to be put behind what it is."""
    if ask.subject == "cost":
        return ""
    try:
        was = predicted(timeline, ask, at - 1)
    except NoAnswer:  # the folio is new
        return ""
    return ", as it was before" if was == now else f"; before it was {was}"


def _untrue(timeline: Timeline, ask: PredictAsk, at: int, said: Value) -> Iterator[str]:
    """Yield the truth where the scheme says something else."""
    if ask.subject != "says":
        return
    truth = truth_of(timeline[at].world, folio_at(timeline, ask.folio or "", at))
    true = said._replace(number=true_answer(truth, ask.name, ask.page or 0))
    if true != said:
        yield f"The truth is {true}."


def _changes(timeline: Timeline, ask: FindAsk) -> Iterator[str]:
    """Yield how often the page was mapped after each operation that changed it."""
    if ask.event not in ("first-map", "last-unmap"):
        return
    folio = folio_at(timeline, ask.folio, len(timeline))
    for n, was, now in mapped_changes(timeline, folio, ask.page):
        who = mappers(timeline[n], folio, ask.page)
        yield f"{n} {timeline.ops[n - 1]}: from {was} to {now}, mapped by {who}."
