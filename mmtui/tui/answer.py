"""The field to type an answer in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class AnswerField(Input):
    """One line below the question.  Enter answers; Enter in an empty field puts it away."""

    DEFAULT_CSS = """
    AnswerField, AnswerField:focus {
        height: 1;
        border: none;
        padding: 0 1;
        background: $panel;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "put_away", "put the field away", show=False)]

    @dataclass
    class Given(Message):
        """The player answered; an empty text is no answer."""

        text: str

    def __init__(self, form: str) -> None:
        super().__init__(
            placeholder=f"{form}, then Enter; Enter alone puts this away", id="answer", max_length=200
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Given(event.value.strip()))

    def action_put_away(self) -> None:
        self.post_message(self.Given(""))
