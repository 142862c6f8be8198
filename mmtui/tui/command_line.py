"""The field for an operation: it completes what is typed, and remembers what was typed before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester

from mmtui.tui.answer import AnswerField


class _Completing(Suggester):
    # what it says depends on the moment that is shown, so nothing is kept
    def __init__(self, complete: Callable[[str], Sequence[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        return next(iter(self._complete(value)), None)


class CommandLine(AnswerField):
    """Right takes over what stands dim behind the cursor; Up and Down go through what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "older(1)", "what was typed before", show=False),
        Binding("down", "older(-1)", "what was typed after it", show=False),
    ]

    def __init__(
        self, form: str, typed: Sequence[str], complete: Callable[[str], Sequence[str]], such_as: str
    ) -> None:
        super().__init__(form, placeholder=f"such as {such_as}   (→ completes, ↑ the last one)")
        self.suggester = _Completing(complete)
        self._history = typed
        self._back = 0
        """How many lines ago what is shown was typed; 0 is what is typed now."""

    def action_older(self, by: int) -> None:
        """Show a line that was typed earlier, or with -1 one that was typed later."""
        self._back = max(0, min(self._back + by, len(self._history)))
        self.value = self._history[-self._back] if self._back else ""
        self.cursor_position = len(self.value)

    def cleared(self) -> None:
        """Begin a new line."""
        self.value, self._back = "", 0
