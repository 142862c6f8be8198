"""The course: chapters on the left, scenarios on the right, what the one under the cursor teaches below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from mmtui.report.text import Line, Role, Span, line, wrapped
from mmtui.scenario import Head
from mmtui.tui.choices import Choices
from mmtui.tui.course import CourseScreen
from mmtui.tui.sheet import show_sheet


class HomeScreen(CourseScreen):
    """Where the player chooses; the next scenario to do is under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "play", "play the scenario under the cursor", show=False),
        Binding("tab,shift+tab", "other", "from the scenarios to the chapters, and back", show=False),
        Binding("left,h", "side('chapters')", "to the chapters", show=False),
        Binding("right,l", "side('scenarios')", "to the scenarios", show=False),
        Binding("escape", "all", "leave a search", show=False),
        Binding("slash", "search", "search title, kind and what is taught", show=False, priority=True),
        Binding("e", "notices", "what is wrong, in full", show=False),
        Binding("question_mark", "help", "this help", show=False),
        Binding("q", "app.quit", "quit; what you did is saved", show=False),
    ]

    @dataclass
    class Play(Message):
        """The player wants to play a scenario."""

        head: Head

    # -- moving

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        if message.choices.id == "chapters":
            self.action_side("scenarios")
        else:
            self.action_play()

    def action_move(self, by: int) -> None:
        """Move the cursor of the list that has the focus."""
        self._lists["chapters" if self._lists["chapters"].has_focus else "scenarios"].action_move(by)

    def action_play(self) -> None:
        if head := self._head:
            self._panes["about"].write(lambda width: [line(Span("reading it ...", Role.DIM))])
            self.post_message(self.Play(head))

    def action_side(self, name: str) -> None:
        self._lists[name].focus(scroll_visible=False)

    def action_other(self) -> None:
        self.action_side("scenarios" if self._lists["chapters"].has_focus else "chapters")

    # -- searching

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the search field have its ``/``; elsewhere the key comes first, and what follows it waits."""
        return action != "search" or not isinstance(self.focused, Input)

    async def action_search(self) -> None:
        from mmtui.tui.search import SearchField

        field = next(iter(self.query(SearchField)), None)
        if field is None:
            if not self.is_mounted:  # the game is ending
                return
            field = SearchField(self.shelf.words)
            await self.mount(field, after="#about")
        self.set_focus(field)

    def on_input_changed(self, message: Message) -> None:
        words = getattr(message, "value", "").strip()
        self.show(replace(self.shelf, words=words))

    async def on_search_field_done(self, message: Message) -> None:
        await self.action_found()

    async def action_found(self) -> None:
        """Go from the search field to what was found; where nothing was, one goes on typing."""
        if not self.shelf.words:
            await self.action_all()
        elif self.shelf.heads:
            self.action_side("scenarios")

    async def action_all(self) -> None:
        """Leave a search: all scenarios are listed again, and the cursor stays where it was."""
        await self.query("SearchField").remove()
        if self.shelf.words:
            here = self._head or self.shelf.next_after(None)
            self.show(self.shelf.at(here), here)
        self.action_side("scenarios")

    # -- reading

    def action_notices(self) -> None:
        if self._notices:
            show_sheet(self.app, "what is wrong", self._all_notices)

    def _all_notices(self, width: int) -> list[Line]:
        lines: list[Line] = []
        for notice in self._notices:
            lines += [line(Span(text, Role.PLAIN)) for text in wrapped(f"! {notice}", width)] + [line("")]
        return lines[:-1]

    def action_help(self) -> None:
        from mmtui.tui.help import show_help

        show_help(self.app, "home", self.BINDINGS)
