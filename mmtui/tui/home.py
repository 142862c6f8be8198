"""The course: chapters on the left, scenarios on the right, what the one under the cursor teaches below."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen

from mmtui.report.course import chapters_of
from mmtui.report.text import Line, Role, Span, line, wrapped
from mmtui.scenario import Head
from mmtui.tui.borders import entitle
from mmtui.tui.choices import Choices
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane
from mmtui.tui.shelf import Shelf, notice_lines
from mmtui.tui.toosmall import FitsTerminal

_KEYS = (
    Key("Enter", "play", "play"),
    Key("↑ ↓", "choose"),
    Key("Tab", "chapters", "other"),
    Key("/", "search", "search"),
)
_WRONG = Key("e", "what is wrong", "notices")
_ALWAYS = (Key("?", "help", "help"), Key("q", "quit", "app.quit"))


class HomeScreen(FitsTerminal, Screen[None]):
    """Where the player chooses; the next scenario to do is under the cursor."""

    AUTO_FOCUS = "#scenarios"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "play", "play the scenario under the cursor", show=False),
        Binding("tab,shift+tab", "other", "from the scenarios to the chapters, and back", show=False),
        Binding("left,h", "side('chapters')", "to the chapters", show=False),
        Binding("right,l", "side('scenarios')", "to the scenarios", show=False),
        Binding("slash", "search", "search title, kind and what is taught", show=False),
        Binding("e", "notices", "what is wrong, in full", show=False),
        Binding("question_mark", "help", "this help", show=False),
        Binding("q", "app.quit", "quit; what you did is saved", show=False),
    ]

    @dataclass
    class Play(Message):
        """The player wants to play a scenario."""

        head: Head

    def __init__(self, shelf: Shelf, notices: Sequence[str]) -> None:
        super().__init__()
        self.shelf = shelf
        self._notices = tuple(notices)

    def compose(self) -> ComposeResult:
        yield LinesPane(id="title", focusable=False)
        with Horizontal(id="course"):
            yield Choices(id="chapters")
            yield Choices(id="scenarios")
        yield LinesPane(id="about", focusable=False)
        yield LinesPane(id="notice", focusable=False)
        yield KeyBar()

    def on_mount(self) -> None:
        entitle(self._list("chapters"), "chapters")
        # a message would come too late for the frame in which the cursor moves
        self.watch(self._list("scenarios"), "cursor", self._show_about, init=False)
        self._show_next(None)
        self.show_notices(self._notices)

    def on_screen_resume(self) -> None:
        self._show_about()

    def _list(self, name: str) -> Choices:
        return self.query_one(f"#{name}", Choices)

    @property
    def _head(self) -> Head | None:
        return self.shelf.head(self._list("scenarios").cursor)

    # -- showing

    def show_course(self, heads: Sequence[Head]) -> None:
        """Show all scenarios that were found; the cursor stays where it is."""
        here = self._head
        self.shelf = replace(self.shelf, chapters=chapters_of(heads), ready=True)
        if here in heads:
            self.show(self.shelf if self.shelf.words else self.shelf.at(here), here)
        else:
            self._show_next(None)

    def show_played(self, path: Path | None, solved: Collection[str]) -> None:
        """Show what has become solved, and offer the next one after it."""
        self.shelf = replace(self.shelf, solved=solved)
        played = next((head for head in self.shelf.every if head.path == path), None)
        if played is None or played.id in solved:
            self._show_next(played)
        else:
            self.show(self.shelf.at(played), played)

    def _show_next(self, after: Head | None) -> None:
        head = self.shelf.next_after(after)
        self.show(self.shelf.at(head) if head else self.shelf, head)

    def show(self, shelf: Shelf, head: Head | None = None) -> None:
        """Show a shelf, and put the cursor on a scenario, or else on the first one."""
        self.shelf = shelf
        chapters, scenarios = self._list("chapters"), self._list("scenarios")
        self.query_one("#title", LinesPane).write(shelf.title_lines)
        chapters.write(shelf.chapter_lines)
        chapters.put_cursor(shelf.chapter)
        entitle(scenarios, shelf.title)
        scenarios.write(shelf.scenario_lines)
        scenarios.put_cursor(shelf.heads.index(head) if head in shelf.heads else 0)
        self._show_about()

    def _show_about(self) -> None:
        shelf, number = self.shelf, self._list("scenarios").cursor
        self.query_one("#about", LinesPane).write(lambda width: shelf.about_lines(number, width))

    def show_notices(self, notices: Sequence[str]) -> None:
        """Say that something is wrong; each notice is a sentence or two."""
        self._notices = tuple(notices)
        pane = self.query_one("#notice", LinesPane)
        pane.display = bool(notices)
        pane.write(lambda width: list(notice_lines(self._notices, width)))
        self.query_one(KeyBar).show((*_KEYS, *([_WRONG] if notices else []), *_ALWAYS))

    # -- moving

    def on_choices_moved(self, message: Choices.Moved) -> None:
        if message.choices.id == "chapters":
            self.show(replace(self.shelf, chapter=message.number, words=""))

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        if message.choices.id == "chapters":
            self.action_side("scenarios")
        else:
            self.action_play()

    def action_play(self) -> None:
        if head := self._head:
            self.query_one("#about", LinesPane).write(lambda width: [line(Span("reading it ...", Role.DIM))])
            self.post_message(self.Play(head))

    def action_side(self, name: str) -> None:
        self._list(name).focus(scroll_visible=False)

    def action_other(self) -> None:
        self.action_side("scenarios" if self._list("chapters").has_focus else "chapters")

    # -- searching

    def action_search(self) -> None:
        from mmtui.tui.search import SearchField

        field = next(iter(self.query(SearchField)), None)
        if field is None:
            field = SearchField(self.shelf.words)
            self.mount(field, after="#about")
        field.focus()

    def on_input_changed(self, message: Message) -> None:
        words = getattr(message, "value", "").strip()
        self.show(replace(self.shelf, words=words))

    async def on_search_field_done(self) -> None:
        if not self.shelf.words:
            await self.query("SearchField").remove()
        self.action_side("scenarios")

    # -- reading

    def action_notices(self) -> None:
        from mmtui.tui.sheet import Sheet

        if self._notices:
            self.app.push_screen(Sheet("what is wrong", self._all_notices))

    def _all_notices(self, width: int) -> list[Line]:
        lines: list[Line] = []
        for notice in self._notices:
            lines += [line(Span(text, Role.PLAIN)) for text in wrapped(f"! {notice}", width)] + [line("")]
        return lines[:-1]

    def action_help(self) -> None:
        from mmtui.tui.help import help_sheet

        self.app.push_screen(help_sheet("home", self.BINDINGS))
