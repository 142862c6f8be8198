"""The question in lines: the brief, what is asked, the hints, and what the answer was worth."""

from __future__ import annotations

from mmtui.game.grading import reasons
from mmtui.game.session import Session
from mmtui.report.cells import cells, cut
from mmtui.report.play import hint_lines, verdict_lines
from mmtui.report.text import Line, Role, Span, flowed, line, wrapped
from mmtui.scenario import FindAsk, Step

_YES_NO = frozenset({"partly-mapped", "mapped", "shared"})


def answer_form(step: Step) -> str:
    """Return what an answer looks like: a number, yes or no, or an operation."""
    if isinstance(step.ask, FindAsk):
        return "an operation"
    return "yes or no" if step.ask.subject in ("truth", "says") and step.ask.name in _YES_NO else "a number"


def question_title(session: Session, number: int) -> str:
    """Return which question it is, and how many of its hints were read."""
    steps = session.trial.scenario.steps
    if number == len(steps):
        return "solved"
    hints = f"hints {session.hints[number]} of {len(steps[number].hints)}"
    return f"question {number + 1} of {len(steps)} · {hints}"


def brief_lines(session: Session, width: int, most: int) -> list[Line]:
    """Return the brief in at most so many lines; where it is cut, the key that shows all of it."""
    texts = [text for text in wrapped(session.trial.scenario.brief, width) if text]
    if len(texts) <= most:
        return [line(Span(text, Role.DIM)) for text in texts]
    more = " …  b: all of it"
    last = " ".join(texts[most - 1 :])
    if cells(last) > width - cells(more):
        last = cut(last, width - cells(more)).rpartition(" ")[0]  # no word is cut in two
    lines = [line(Span(text, Role.DIM)) for text in texts[: most - 1]]
    return [*lines, line(Span(last, Role.DIM), Span(more, Role.PLAIN, "brief"))]


def asked_lines(session: Session, right: int | None, width: int, brief: int) -> list[Line]:
    """Return what is asked, below so many lines of the brief, and what Enter does.

    ``right`` is the question that was just solved, while it is still shown.  Without a line of the brief
    it is said how to read it.
    """
    steps = session.trial.scenario.steps
    if right is not None:
        after = "what it teaches" if session.solved else f"question {session.step + 1} of {len(steps)}"
        return _prompt_lines(steps[right].prompt, f"Enter: {after}.", width)
    step = session.question
    if step is None:
        how = "Look around as you like; b shows the debrief, Enter goes back to the course."
        return _prompt_lines("All is solved.", how, width)
    about = brief_lines(session, width, brief) if brief else []
    return about + _prompt_lines(step.prompt, how_text(session), width, not about)


def how_text(session: Session) -> str:
    """Return how the open question is answered."""
    if session.by_pointing or session.question is None:
        return "Go to the operation and press Enter."
    return f"Enter to answer, with {answer_form(session.question)}."


def _prompt_lines(prompt: str, how: str, width: int, brief: bool = False) -> list[Line]:
    lines = [line(Span(text, Role.HEAD)) for text in wrapped(prompt, width)]
    more = (Span("   b: the brief", Role.PLAIN, "brief"),) if brief else ()
    return [*lines, *flowed(line(Span(how, Role.DIM), *more), width, 0)]


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


def opening_lines(session: Session, width: int, notice: str = "") -> list[Line]:
    """Return what a player reads first: the brief and what will be asked; ``notice`` stands above it."""
    scenario = session.trial.scenario
    steps = len(scenario.steps)
    about = (
        f"{steps} question{'s' if steps != 1 else ''}, about {scenario.minutes} minutes."
        f" The counters are those of {scenario.machine.scheme},"
        f" the page faults those of Linux {scenario.machine.kernel}."
    )
    lines = [line(Span(text, Role.CHANGED)) for text in (wrapped(notice, width) if notice else [])]
    lines += [line("")] if lines else []
    lines += [line(text) for text in wrapped(scenario.brief, width)]
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
