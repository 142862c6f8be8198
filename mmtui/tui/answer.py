"""The field to type an answer in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.message import Message
from textual.widgets import Input

_FIRST = {"a number": frozenset("+-0123456789"), "yes or no": frozenset("yntfYNTF01")}
"""What an answer of each form can begin with."""
_LEAVING = frozenset("rq")
"""Keys that leave the question: somebody who types a word where a number is asked for does not want that."""


class AnswerField(Input):
    """One line below the question.  Enter answers; Enter in an empty field or Esc puts it away.

    It stays open after a wrong answer.  As long as it is empty, a key that no answer begins with does
    what it does elsewhere: h reads a hint, the arrows step.  But nothing leaves the question but Esc.
    """

    DEFAULT_CSS = """
    AnswerField, AnswerField:focus {
        height: 1;
        border: none;
        padding: 0 1;
        background: $panel;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_away", "put the field away", show=False),
        Binding("left", "step(-1)", "one operation back, in an empty field", show=False),
        Binding("right", "step(1)", "one operation on, in an empty field", show=False),
    ]

    @dataclass
    class Given(Message):
        """The player answered; an empty text is no answer."""

        text: str

    def __init__(self, form: str) -> None:
        super().__init__(placeholder=f"{form}, then Enter; Esc puts this away", id="answer", max_length=200)
        self._form = form
        self._first = _FIRST.get(form)

    def refusal(self, character: str) -> str:
        """Return why a character is not written down."""
        return f"The answer is {self._form}; {character} cannot begin it."

    def _takes(self, character: str | None) -> bool:
        if self.value or self._first is None:
            return True
        return character in self._first

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take the characters of an answer; others are keys of the screen while there is none.

        Those that leave the question are refused with the other letters, and leave nothing.
        """
        if character in _LEAVING:
            return True
        return self._takes(character) and super().check_consume_key(key, character)

    async def _on_key(self, event: Key) -> None:
        if event.is_printable and not self._takes(event.character):
            event.prevent_default()  # else the field would write it down
            return
        await super()._on_key(event)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Given(event.value.strip()))

    async def action_step(self, by: int) -> None:
        if not self.value:
            await self.screen.run_action(f"step({by})")
        elif by < 0:
            self.action_cursor_left()
        else:
            self.action_cursor_right()

    def action_put_away(self) -> None:
        self.post_message(self.Given(""))
