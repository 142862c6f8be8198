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


class AnswerField(Input):
    """One line below the question.  Enter answers, Esc puts it away; it stays open after a wrong answer.

    While it has the focus, letters and digits are text: one that no answer begins with is refused, and
    does nothing else.  As long as it is empty the arrows step, and ``?`` helps.
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
        Binding("up", "screen.said(-1)", "scroll what was said of the last answer, up", show=False),
        Binding("down", "screen.said(1)", "scroll it down", show=False),
    ]

    @dataclass
    class Given(Message):
        """The player answered; an empty text is no answer."""

        text: str

    @dataclass
    class PutAway(Message):
        """The player does not want to answer now."""

    def __init__(self, form: str, placeholder: str = "") -> None:
        placeholder = placeholder or f"{form}, then Enter; Esc puts this away"
        super().__init__(placeholder=placeholder, id="answer", max_length=200)
        self.form = form
        self._first = _FIRST.get(form)

    @property
    def request(self) -> str:
        """What is to be done in the empty field."""
        return f"Type {self.form}, then press Enter."

    def refusal(self, character: str) -> str:
        """Return why a character is not written down."""
        return f"The answer is {self.form}; {'Space' if character == ' ' else character} cannot begin it."

    def _takes(self, character: str | None) -> bool:
        if self.value or self._first is None:
            return True
        return character in self._first

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take the characters of an answer, and all others that are refused: they are no keys."""
        if character is not None and (character.isalnum() or character == " "):
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

    def cleared(self) -> None:
        """Begin a new answer."""
        self.value = ""

    def action_put_away(self) -> None:
        self.post_message(self.PutAway())
