"""The field to search the course with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class SearchField(Input):
    """Filters while one types.  Enter or Down goes to what was found, Esc or an empty field shows all."""

    DEFAULT_CSS = """
    SearchField, SearchField:focus {
        height: 1;
        border: none;
        padding: 0 2;
        background: $panel;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "submit", "to what was found", show=False),
        Binding("escape", "give_up", "end the search", show=False),
    ]

    @dataclass
    class Done(Message):
        """The player goes to what was found; with no words the search is over."""

        words: str

    def __init__(self, words: str) -> None:
        super().__init__(
            words, placeholder="search title, kind and what is taught", max_length=80, id="search"
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Done(event.value.strip()))

    async def action_give_up(self) -> None:
        await self.screen.run_action("all")
