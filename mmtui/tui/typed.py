"""A number typed digit by digit, to choose from a list."""

from __future__ import annotations

from typing import NamedTuple

_LONGEST = 8


class Typed(NamedTuple):
    """What was typed so far; it begins anew when it is no number."""

    text: str = ""

    def then(self, character: str) -> Typed:
        """Return what is typed with one more character.

        >>> Typed("9").then("9"), Typed("9").then("x"), Typed("x").then("3")
        (Typed(text='99'), Typed(text='x'), Typed(text='3'))
        """
        goes_on = _is_digits(self.text) and _is_digits(character) and len(self.text) < _LONGEST
        return Typed(self.text + character if goes_on else character)

    def shorter(self) -> Typed:
        """Return what is left without the last character."""
        return Typed(self.text[:-1])

    @property
    def number(self) -> int | None:
        """The number that it is; None if it is none.

        >>> Typed("12").number, Typed("x").number, Typed().number
        (12, None, None)
        """
        return int(self.text) if _is_digits(self.text) else None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()
