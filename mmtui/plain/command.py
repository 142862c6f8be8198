"""What a command of the plain game is: what it does, and which words may stand behind its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from mmtui.game.session import Session
from mmtui.plain.diary import Diary
from mmtui.plain.turn import Turn

Call: TypeAlias = Callable[[Session, list[str], Diary], Turn]


class Command(NamedTuple):
    """A command: what it does, and what may stand behind its name."""

    call: Call
    does: str
    takes: str = ""
    """``N`` a number, ``[N]`` perhaps one, ``NAME`` a word, ``[WORD]`` perhaps one, ``me`` itself."""

    def fits(self, arguments: list[str]) -> bool:
        """Return whether these words may stand behind it; what does not fit may be an answer."""
        match self.takes, arguments:
            case ("" | "[N]" | "[WORD]" | "me", []) | ("[WORD]", [_]) | ("me", ["me"]):
                return True
            case ("N" | "[N]", [number]):
                return number.isdecimal() and number.isascii() and len(number) < 7
        return self.takes == "NAME" and len(arguments) == 1
