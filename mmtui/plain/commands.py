"""The lines that a player types: each is a command, or else an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.plain import tell
from mmtui.plain.diary import Diary
from mmtui.scenario.words import nearest, one_line


class Turn(NamedTuple):
    """What a line led to."""

    session: Session
    lines: tuple[str, ...] = ()
    over: bool = False


def taken(session: Session, text: str, diary: Diary) -> Turn:
    """Return what a line leads to; an answer is in the diary before it is in the lines."""
    text = text.strip()
    words = text.split()
    if not words:
        return _told(session, tell.question(session))
    name, arguments = words[0].lower(), words[1:]
    if name == "n" and not arguments and tell.asks_yes_or_no(session):
        return Turn(session, ("Type no to answer, or next to go on.",))
    command = COMMANDS.get(SHORT.get(name, name))
    if command is not None and command.fits(arguments):
        return command.call(session, arguments, diary)
    if command is not None and command.call is _go:
        last = len(session.trial.ops)
        return Turn(session, (f"There are {last} operations: go 0 is the start, go {last} the end.",))
    return _answered(session, text, diary)


def _told(session: Session, lines: Iterable[str]) -> Turn:
    return Turn(session, tuple(lines))


# -- answering


def _answered(session: Session, text: str, diary: Diary) -> Turn:
    if session.question is None:
        return Turn(session, ("All questions are solved.  Type help for the commands.",))
    return _graded(session, session.answered(text), text, diary)


def _graded(before: Session, after: Session, text: str, diary: Diary) -> Turn:
    diary.answered(before, after, text)
    return _told(after, [*tell.worth(after), *_meant(after, text)])


def _meant(session: Session, text: str) -> Iterator[str]:
    """Yield which command may have been meant by what is no answer."""
    unread = session.verdict is not None and session.verdict.outcome is Outcome.UNREAD
    if unread and (near := nearest(text, COMMANDS)):
        yield f"Did you mean the command {near}?"


def _here(session: Session, arguments: list[str], diary: Diary) -> Turn:
    if not session.by_pointing:
        return _told(session, ["This question is not answered by an operation.", *tell.question(session)])
    if session.cursor == 0:
        return Turn(session, ("You are before the first operation; go to one.",))
    return _graded(session, session.pointed(), str(session.cursor), diary)


def _hint(session: Session, arguments: list[str], diary: Diary) -> Turn:
    after = session.hinted()
    diary.hinted(session, after)
    none_left = ("There are no more hints.",) if after == session and not session.solved else ()
    return _told(after, (*tell.hints(after), *none_left))


# -- moving


def _next(session: Session, arguments: list[str], diary: Diary) -> Turn:
    return _moved(session, session.cursor + _number(arguments))


def _back(session: Session, arguments: list[str], diary: Diary) -> Turn:
    return _moved(session, session.cursor - _number(arguments))


def _go(session: Session, arguments: list[str], diary: Diary) -> Turn:
    return _moved(session, _number(arguments))


def _number(arguments: list[str]) -> int:
    return int(arguments[0]) if arguments else 1


def _moved(session: Session, n: int) -> Turn:
    after = session.seek(n)
    lines = list(tell.arrival(after)) if after.cursor != session.cursor else [tell.place(after)]
    return _told(after, (*lines, *_stopped(after, n)))


def _stopped(session: Session, n: int) -> Iterator[str]:
    """Yield why the player is not at moment ``n``, where nothing is said if he is."""
    last = len(session.trial.ops)
    if n < 0:
        yield "There is nothing before the start."
    if n > last:
        yield f"There are {last} operations; go {last} is the end."
    if session.cursor < min(n, last):
        number, asked = session.cursor + 1, session.step + 1
        yield f"It goes no further: question {asked} is about operation {number}; answer it first."


# -- looking


def _scheme(session: Session, arguments: list[str], diary: Diary) -> Turn:
    name = arguments[0]
    if name not in session.schemes:
        near = nearest(name, session.schemes)
        help_ = f"did you mean {near}?" if near else "schemes lists those there are."
        return Turn(session, (f"There is no scheme {one_line(name)} here; {help_}",))
    after = session.with_scheme(name)
    return _told(after, [f"You look through {name}.", *tell.state(after)])


def _restart(session: Session, arguments: list[str], diary: Diary) -> Turn:
    after = Session.begin(session.trial, session.scheme)
    told = ("You start over. What is in your record stays there.", *tell.state(after), *tell.question(after))
    return _told(after, told)


def _help(session: Session, arguments: list[str], diary: Diary) -> Turn:
    lines = [f"{usage}: {command.does}." for usage, command in zip(USAGES, COMMANDS.values(), strict=True)]
    return _told(session, [*lines, "Anything else is an answer.", *tell.question(session)])


def _quit(session: Session, arguments: list[str], diary: Diary) -> Turn:
    return Turn(session, over=True)


Call: TypeAlias = Callable[[Session, list[str], Diary], Turn]


def _tells(lines: Callable[[Session], Iterable[str]]) -> Call:
    return lambda session, arguments, diary: _told(session, lines(session))


class Command(NamedTuple):
    """A command: what it does, and what may stand behind its name."""

    call: Call
    does: str
    takes: str = ""
    """``N`` a number, ``[N]`` perhaps one, ``NAME`` a word."""

    def fits(self, arguments: list[str]) -> bool:
        """Return whether these words may stand behind it; what does not fit may be an answer."""
        match self.takes, arguments:
            case ("" | "[N]", []):
                return True
            case ("N" | "[N]", [number]):
                return number.isdecimal() and number.isascii() and len(number) < 7
        return self.takes == "NAME" and len(arguments) == 1


COMMANDS: Mapping[str, Command] = {
    "next": Command(_next, "one operation on, or N", "[N]"),
    "back": Command(_back, "one operation back, or N", "[N]"),
    "go": Command(_go, "to after operation N; 0 is the start", "N"),
    "here": Command(_here, "answer with the operation you are at"),
    "hint": Command(_hint, "one more hint"),
    "question": Command(_tells(tell.question), "the question again"),
    "state": Command(_tells(tell.state), "the whole machine as it is now"),
    "events": Command(_tells(tell.events), "what the kernel told the scheme last, and what it said"),
    "ops": Command(_tells(tell.operations), "the operations that may be read"),
    "brief": Command(_tells(tell.brief), "what the scenario is about"),
    "schemes": Command(_tells(tell.schemes), "the schemes that you can look through"),
    "scheme": Command(_scheme, "look through another scheme", "NAME"),
    "restart": Command(_restart, "start over from the first question"),
    "words": Command(_tells(tell.words), "what folio, PMD, mapcount and other words mean"),
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
