"""The question in lines: the brief, what is asked, the hints, and what the answer was worth."""

from __future__ import annotations

from mmtui.game.grading import reasons, subject_of
from mmtui.game.session import Session
from mmtui.game.trial import Trial
from mmtui.report.play import hint_lines, verdict_lines
from mmtui.report.text import Line, Role, Span, fitted, line, wrapped
from mmtui.scenario import FindAsk, Step

_YES_NO = frozenset({"partly-mapped", "mapped", "shared"})


def answer_form(step: Step) -> str:
    """Return what an answer looks like: a number, yes or no, or an operation."""
    if isinstance(step.ask, FindAsk):
        return "an operation"
    return "yes or no" if step.ask.subject in ("truth", "says") and step.ask.name in _YES_NO else "a number"


def asked_text(trial: Trial, step: Step) -> str:
    """Return what exactly is to be answered.

    ``PG_double_map of L0 (stored) after 5 B mprotect r 2 5 ro``
    """
    if isinstance(step.ask, FindAsk):
        return "the number of the operation"
    assert step.at is not None, "a predict says when"
    return f"{subject_of(step.ask)} after {step.at} {trial.ops[step.at - 1]}"


def question_title(session: Session, number: int) -> str:
    """Return which question it is, and how many of its hints were read."""
    steps = session.trial.scenario.steps
    if number == len(steps):
        return "solved"
    hints = f"hints {session.hints[number]} of {len(steps[number].hints)}"
    return f"question {number + 1} of {len(steps)} · {hints}"


def brief_lines(session: Session, width: int, most: int) -> list[Line]:
    """Return the brief in at most so many lines; where it is cut, the key that shows all of it."""
    lines = [text for text in wrapped(session.trial.scenario.brief, width) if text]
    if len(lines) > most:
        more = " … (b)"
        last = fitted(line(" ".join(lines[most - 1 :])), width - len(more))[0].text.rstrip()
        lines = [*lines[: most - 1], last + more]
    return [line(Span(text, Role.DIM)) for text in lines]


def asked_lines(session: Session, right: int | None, width: int, brief: int) -> list[Line]:
    """Return what is asked, below so many lines of the brief, and what Enter does.

    ``right`` is the question that was just solved, while it is still shown.
    """
    steps = session.trial.scenario.steps
    if right is not None:
        after = "what it teaches" if session.solved else f"question {session.step + 1} of {len(steps)}"
        return _prompt_lines(steps[right].prompt, f"Enter: {after}.", width)
    step = session.question
    if step is None:
        how = "Look around as you like; b shows the debrief, Enter goes back to the course."
        return _prompt_lines("All is solved.", how, width)
    if session.by_pointing:
        how = "Go to the operation and press Enter."
    else:
        how = f"Enter to answer: {asked_text(session.trial, step)}, {answer_form(step)}."
    return brief_lines(session, width, brief) + _prompt_lines(step.prompt, how, width)


def _prompt_lines(prompt: str, how: str, width: int) -> list[Line]:
    lines = [line(Span(text, Role.HEAD)) for text in wrapped(prompt, width)]
    return [*lines, *(line(Span(text, Role.DIM)) for text in wrapped(how, width))]


def said_lines(session: Session, right: int | None, width: int) -> list[Line]:
    """Return what the last answer was worth, and the hints that were read."""
    if right is not None:
        return verdict_lines(session, width)
    if session.solved:
        return [line(text) for text in wrapped(session.trial.scenario.debrief, width)]
    return verdict_lines(session, width) + _through_lines(session, width) + hint_lines(session, width)


def _through_lines(session: Session, width: int) -> list[Line]:
    own = session.trial.scenario.machine.scheme
    if session.scheme == own:
        return []
    text = f"You look through {session.scheme}; what is asked is still answered by {own}."
    return [line(Span(piece, Role.BELIEF)) for piece in wrapped(text, width)]


def opening_lines(session: Session, width: int) -> list[Line]:
    """Return what a player reads first: the brief and what will be asked."""
    scenario = session.trial.scenario
    steps = len(scenario.steps)
    about = (
        f"{steps} question{'s' if steps != 1 else ''}, about {scenario.minutes} minutes."
        f" The counters are those of {scenario.machine.scheme},"
        f" the page faults those of Linux {scenario.machine.kernel}."
    )
    lines = [line(text) for text in wrapped(scenario.brief, width)]
    return [*lines, line(""), *(line(Span(text, Role.DIM)) for text in wrapped(about, width))]


def debrief_lines(session: Session, width: int) -> list[Line]:
    """Return what was learnt: the debrief, each question with its reasons and hints, and the sources."""
    scenario = session.trial.scenario
    lines = [line(text) for text in wrapped(scenario.debrief, width)]
    for number, step in enumerate(scenario.steps):
        asked = wrapped(f"{number + 1}. {step.prompt}", width)
        lines += [line(""), *(line(Span(text, Role.HEAD)) for text in asked)]
        for reason in reasons(session.trial.timeline(), step):
            lines += [line(text) for text in wrapped(reason, width)]
        for nr, hint in enumerate(step.hints, 1):
            read = "" if nr <= session.hints[number] else " (not used)"
            lines += [line(Span(text, Role.DIM)) for text in wrapped(f"Hint {nr}{read}: {hint}", width)]
    if scenario.cites:
        lines += [line(""), line(Span("Read on", Role.HEAD))]
        lines += [line(text) for cite in scenario.cites for text in wrapped(cite, width)]
    return lines
