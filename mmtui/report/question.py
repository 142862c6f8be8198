"""The question in lines: the brief, what is asked, the hints, and what the answer was worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os.path import expanduser
from pathlib import Path

from mmtui.counted import counted
from mmtui.game.grading import reasons
from mmtui.game.sandbox import is_sandbox
from mmtui.game.session import Session
from mmtui.report.cells import cells, cut
from mmtui.report.goal import effort_text, goal_lines
from mmtui.report.play import hint_lines, verdict_lines
from mmtui.report.text import Line, Role, Span, flowed, line, wrapped
from mmtui.report.words import marked_lines
from mmtui.scenario import ActAsk, BuildAsk, FindAsk, Head, NameAsk, RaceAsk, Step

_YES_NO = frozenset({"partly-mapped", "mapped", "shared"})


def answer_form(step: Step) -> str:
    """Return what an answer looks like: a number, yes or no, an operation, or operations of one's own."""
    match step.ask:
        case FindAsk():
            return "an operation"
        case NameAsk():
            return "the name of a scheme"
        case ActAsk():
            return "operations"
        case RaceAsk():
            return "a schedule"
        case BuildAsk():
            return "a scheme"
    return "yes or no" if step.ask.subject in ("truth", "says") and step.ask.name in _YES_NO else "a number"


def question_title(session: Session, number: int) -> str:
    """Return which question it is, and how many of its hints were read."""
    steps = session.trial.scenario.steps
    if is_sandbox(session):
        return f"sandbox · {effort_text(session)}"
    if number == len(steps):
        return "solved"
    hints = f"hints {session.hints[number]} of {len(steps[number].hints)}"
    effort = effort_text(session)
    return f"question {number + 1} of {len(steps)} · {hints}{f' · {effort}' if effort else ''}"


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
        see = "   →: see it happen." if session.cursor + 1 == steps[right].at else ""
        return _prompt_lines(steps[right].prompt, f"Enter: {after}.{see}", width)
    step = session.question
    if step is None:
        how = "Look around as you like; b: the debrief, Enter: the next scenario, q: the course."
        return _prompt_lines("All is solved.", how, width)
    about = brief_lines(session, width, brief) if brief else []
    goal = _file_lines(session, width) if isinstance(step.ask, BuildAsk) else goal_lines(session, width)
    return about + _prompt_lines(step.prompt, how_text(session), width, goal, brief=not about)


def how_text(session: Session) -> str:
    """Return how the open question is answered."""
    if session.by_pointing or session.question is None:
        return "Go to the operation and press Enter, or choose it with g."
    if session.acting is not None:
        keys = "Enter types an operation, o picks one, u takes it back"
        return f"{keys}; S saves." if is_sandbox(session) else f"{keys}."
    if isinstance(session.question.ask, RaceAsk):
        return "Enter opens the race: you say which CPU steps."
    if isinstance(session.question.ask, BuildAsk):
        return "e edits the file in your editor, i here; Enter examines it."
    return f"Enter to answer, with {answer_form(session.question)}."


def _prompt_lines(
    prompt: str, how: str, width: int, goal: Sequence[Line] = (), *, brief: bool = False
) -> list[Line]:
    lines = [*(line(Span(text, Role.HEAD)) for text in wrapped(prompt, width)), *goal]
    more = (Span("   b: the brief", Role.PLAIN, "brief"),) if brief else ()
    return [*lines, *flowed(line(Span(how, Role.DIM), *more), width, 0)]


def said_lines(session: Session, right: int | None, width: int) -> list[Line]:
    """Return what the last answer was worth, and the hints that were read."""
    if right is not None:
        report = _report_of(session, right, width) if session.report is not None else []
        return [*verdict_lines(session, width), *report]
    if session.solved:
        return [line(text) for text in wrapped(session.trial.scenario.debrief, width)]
    if session.question is not None and isinstance(session.question.ask, BuildAsk):
        return _report_lines(session, width) + hint_lines(session, width)
    return verdict_lines(session, width) + _through_lines(session, width) + hint_lines(session, width)


def _file_lines(session: Session, width: int) -> list[Line]:
    from mmtui.game.handing_in import file_of  # few build, and what it stands on is slow to import

    path, home = file_of(session), Path(expanduser("~"))
    shown = f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
    return flowed(line(Span(f"Your file: {shown}")), width)


def _report_lines(session: Session, width: int) -> list[Line]:
    from mmtui.report.building import speaks

    said = [] if speaks(session) else verdict_lines(session, width)
    return [*said, *_report_of(session, session.step, width)]


def _report_of(session: Session, number: int, width: int) -> list[Line]:
    from mmtui.report.building import report_lines

    return report_lines(session, number, width)


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
        f"{counted(steps, 'question')}, about {counted(scenario.minutes, 'minute')}."
        f" The counters are those of {scenario.machine.scheme},"
        f" the page faults those of Linux {scenario.machine.kernel}."
    )
    lines = [line(Span(text, Role.CHANGED)) for text in (wrapped(notice, width) if notice else [])]
    lines += [line("")] if lines else []
    lines += marked_lines(scenario.brief, width)
    if is_sandbox(session):  # its brief names kernel and scheme, and nothing is asked
        return lines
    return [*lines, line(""), *(line(Span(text, Role.DIM)) for text in wrapped(about, width))]


def debrief_lines(session: Session, width: int, upcoming: Head | None = None) -> list[Line]:
    """Return what was learnt, where to read on, what to do next, and each question with reasons and hints.

    ``upcoming`` is the scenario that comes next.
    """
    scenario = session.trial.scenario
    lines = [line(Span(text, Role.HEAD)) for text in wrapped(scenario.teaches, width)]
    lines += [line(""), *(line(text) for text in wrapped(scenario.debrief, width))]
    if scenario.cites:
        lines += [line(""), line(Span("Read on", Role.HEAD))]
        lines += [line(text) for cite in scenario.cites for text in wrapped(cite, width)]
    lines += [line(""), line(Span("What next", Role.HEAD))]
    lines += [line(text) for text in wrapped(_what_next(session, upcoming), width)]
    for number in range(len(scenario.steps)):
        lines += [line(""), *_answered_lines(session, number, width)]
    return lines


def _what_next(session: Session, upcoming: Head | None) -> str:
    other = next((name for name in session.schemes if name != session.scheme), "")
    around = f"q closes this: go along the run again{f', with s as {other} counts it' if other else ''}."
    if upcoming is None:
        return f"Enter goes back to the course. {around}"
    return f'Enter goes on to "{upcoming.title}". {around}'


def _answered_lines(session: Session, number: int, width: int) -> Iterator[Line]:
    step = session.trial.scenario.steps[number]
    yield from (line(Span(text, Role.HEAD)) for text in wrapped(f"{number + 1}. {step.prompt}", width))
    for reason in reasons(session.trial.timeline(), step):
        yield from (line(text) for text in wrapped(reason, width))
    for nr, hint in enumerate(step.hints, 1):
        read = "" if nr <= session.hints[number] else " (not used)"
        yield from (line(Span(text, Role.DIM)) for text in wrapped(f"Hint {nr}{read}: {hint}", width))
