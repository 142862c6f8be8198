"""The lines that a player types: each is a command, or else an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from mmtui.counted import counted
from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.game.stepping import letters_in, race_in
from mmtui.plain import acts, asking, goals, moving, races, tell
from mmtui.plain.command import Call, Command
from mmtui.plain.diary import Diary
from mmtui.plain.graded import next_of, worth
from mmtui.plain.turn import Turn as Turn
from mmtui.scenario import BuildAsk
from mmtui.scenario.words import nearest, one_line


def taken(session: Session, text: str, diary: Diary) -> Turn:
    """Return what a line leads to; an answer is in the diary before it is in the lines."""
    text = text.strip()
    words = text.split()
    if not words:
        return _told(session, asking.question(session))
    if letters := letters_in(session, text):  # in a race the name of a CPU is no command
        return races.step(session, letters, diary)
    name, arguments = words[0].lower(), words[1:]
    if name == "n" and not arguments and asking.asks_yes_or_no(session):
        return Turn(session, ("Type no to answer, or next to go on.",))
    command = COMMANDS.get(SHORT.get(name, name))
    if command is not None and command.fits(arguments):
        return command.call(session, arguments, diary)
    if command is not None and command.call is moving.go:
        last = len(session.ops)
        text = f"The run has {counted(last, 'operation')}: go 0 is the start, go {last} the end."
        return Turn(session, (text,))
    return _answered(session, text, diary)


def _told(session: Session, lines: Iterable[str]) -> Turn:
    return Turn(session, tuple(lines))


# -- answering


def _answered(session: Session, text: str, diary: Diary) -> Turn:
    if session.question is None:
        return Turn(session, ("All questions are solved.  Type help for the commands.",))
    if session.acting is not None:
        return acts.acted(session, text, diary)
    return _graded(session, session.answered(text), text, diary)


def _graded(before: Session, after: Session, text: str, diary: Diary) -> Turn:
    diary.answered(before, after, text)
    return _told(next_of(after), [*worth(after), *_meant(after, text)])


def _meant(session: Session, text: str) -> Iterator[str]:
    """Yield which command may have been meant by what is no answer."""
    unread = session.verdict is not None and session.verdict.outcome is Outcome.UNREAD
    if unread and (near := nearest(text, COMMANDS)):
        yield f"Did you mean the command {near}?"


def _here(session: Session, arguments: list[str], diary: Diary) -> Turn:
    if not session.by_pointing:
        return _told(session, ["This question is not answered by an operation.", *asking.question(session)])
    if session.cursor == 0:
        return Turn(session, ("You are before the first operation; go to one.",))
    return _graded(session, session.pointed(), str(session.cursor), diary)


def _hint(session: Session, arguments: list[str], diary: Diary) -> Turn:
    after = session.hinted()
    diary.hinted(session, after)
    none_left = ("There are no more hints.",) if after == session and not session.solved else ()
    return _told(after, (*asking.hints(after), *none_left))


# -- looking


def _scheme(session: Session, arguments: list[str], diary: Diary) -> Turn:
    name = arguments[0]
    if name not in session.schemes:
        near = nearest(name, session.schemes)
        help_ = f"did you mean {near}?" if near else "schemes lists those there are."
        return Turn(session, (f"There is no scheme {one_line(name)} here; {help_}",))
    after = session.with_scheme(name)
    return _told(after, [f"You look through {name}.", *tell.state(after)])


def _words(session: Session, arguments: list[str], diary: Diary) -> Turn:
    return _told(session, tell.words(" ".join(arguments)))


def _restart(session: Session, arguments: list[str], diary: Diary) -> Turn:
    after = Session.begin(session.trial, session.scheme)
    told = (
        "You start over. What is in your record stays there.",
        *tell.state(after),
        *asking.question(after),
    )
    return _told(after, told)


def _undo(session: Session, arguments: list[str], diary: Diary) -> Turn:
    take_back = acts.undo if race_in(session) is None else races.take_back
    return take_back(session, arguments, diary)


def _show(session: Session, arguments: list[str], diary: Diary) -> Turn:
    question = session.question
    if question is None or not isinstance(question.ask, BuildAsk):
        return races.show(session, arguments, diary)
    from mmtui.plain.builds import show  # few build

    return show(session)


def _builds(name: str) -> Call:
    """Return a command that is imported when it is called: what it stands on is slow to import."""

    def call(session: Session, arguments: list[str], diary: Diary) -> Turn:
        from mmtui.plain import builds

        return cast("Turn", getattr(builds, name)(session, arguments, diary))

    return call


def _help(session: Session, arguments: list[str], diary: Diary) -> Turn:
    lines = [f"{usage}: {command.does}." for usage, command in zip(USAGES, COMMANDS.values(), strict=True)]
    return _told(session, [*lines, "Anything else is an answer.", *asking.question(session)])


def _quit(session: Session, arguments: list[str], diary: Diary) -> Turn:
    return Turn(session, over=True)


def _tells(lines: Callable[[Session], Iterable[str]]) -> Call:
    return lambda session, arguments, diary: _told(session, lines(session))


COMMANDS: Mapping[str, Command] = {
    "next": Command(moving.forward, "one operation on, or N", "[N]"),
    "back": Command(moving.back, "one operation back, or N", "[N]"),
    "go": Command(moving.go, "to after operation N; 0 is the start", "N"),
    "goal": Command(_tells(goals.goal), "what has to hold, and what holds now"),
    "picks": Command(_tells(goals.picks), "operations to do, each with a number"),
    "do": Command(acts.do, "the operation with that number", "N"),
    "undo": Command(_undo, "take back the last operation of your own, or the last N steps of CPUs", "[N]"),
    "redo": Command(acts.redo, "do again what was taken back"),
    "save": Command(acts.save, "write your own run into a file, as a scenario", "NAME"),
    "replay": Command(races.replay, "the schedule of a race so far, in one line"),
    "show": Command(_show, "the shortest schedule that breaks it, for all hints; of a file, the run", "me"),
    "file": Command(_builds("file"), "where the file of your own scheme is"),
    "examine": Command(_builds("examine"), "examine your own scheme; if it passes, that is the answer"),
    "start-over": Command(_builds("start_over"), "begin your file again; start-over yes does it", "[WORD]"),
    "here": Command(_here, "answer with the operation you are at"),
    "hint": Command(_hint, "one more hint"),
    "question": Command(_tells(asking.question), "the question again"),
    "state": Command(_tells(tell.state), "the whole machine as it is now"),
    "events": Command(_tells(tell.events), "what the kernel told the scheme last, and what it said"),
    "ops": Command(_tells(tell.operations), "the operations that may be read"),
    "brief": Command(_tells(tell.brief), "what the scenario is about"),
    "schemes": Command(_tells(tell.schemes), "the schemes that you can look through"),
    "scheme": Command(_scheme, "look through another scheme", "NAME"),
    "restart": Command(_restart, "start over from the first question"),
    "words": Command(_words, "what folio, PMD, mapcount and other words mean, or those with WORD", "[WORD]"),
    "help": Command(_help, "the commands"),
    "quit": Command(_quit, "end the game"),
}
SHORT = {"n": "next", "b": "back", "g": "go", "h": "hint", "?": "help", "q": "quit"}
# what the keys of the screen are called
SHORT |= {"right": "next", "left": "back", "s": "schemes", "r": "restart"}


def _usage(name: str, command: Command) -> str:
    names = " or ".join([name, *(short for short, long in SHORT.items() if long == name)])
    return f"{names} {command.takes}".rstrip()


USAGES = tuple(_usage(name, command) for name, command in COMMANDS.items())
