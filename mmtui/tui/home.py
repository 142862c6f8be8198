"""The course: chapters on the left, scenarios on the right, what the one under the cursor teaches below."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen

from mmtui.report.course import Chapter, chapter_line, chapters_of, head_lines, matching, next_to_do, scenario_line
from mmtui.report.text import Line, Role, Span, fitted, line
from mmtui.scenario import Head
from mmtui.tui.choices import Choices
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane

_KEYS = (
    Key("Enter", "play", "play"),
    Key("↑ ↓", "choose"),
    Key("Tab", "chapters or scenarios", "other"),
    Key("/", "search", "search"),
)


class HomeScreen(Screen[None]):
    """Where the player chooses; the next scenario to do is under the cursor."""

    AUTO_FOCUS = "#scenarios"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "play", "play the scenario under the cursor", show=False),
        Binding("tab,shift+tab", "other", "from the chapters to the scenarios, and back", show=False),
        Binding("left,h", "side('chapters')", "to the chapters", show=False),
        Binding("right,l", "side('scenarios')", "to the scenarios", show=False),
        Binding("slash", "search", "search title, kind and what is taught", show=False),
        Binding("e", "notices", "what is wrong, in full", show=False),
        Binding("question_mark", "help", "help", show=False),
        Binding("q", "app.quit", "quit", show=False),
    ]

    @dataclass
    class Play(Message):
        """The player wants to play a scenario."""

        head: Head

    def __init__(self) -> None:
        super().__init__()
        self._chapters: tuple[Chapter, ...] = ()
        self._shown: tuple[Head, ...] = ()
        self._solved: Collection[str] = frozenset()
        self._notices: Sequence[str] = ()
        self._words = ""
