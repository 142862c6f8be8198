"""The course: chapters on the left, scenarios on the right, what the one under the cursor teaches below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from mmtui.errors import UsageError
from mmtui.report.text import Line, Role, Span, line, wrapped
from mmtui.scenario import Head
from mmtui.tui.choices import Choices
from mmtui.tui.course import CourseScreen
from mmtui.tui.sheet import show_sheet, show_words


class HomeScreen(CourseScreen):
    """Where the player chooses; the next scenario to do is under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "play", "play the scenario under the cursor", show=False),
        Binding("tab,shift+tab", "other", "from the scenarios to the chapters, and back", show=False),
        Binding("left,h", "side('chapters')", "to the chapters", show=False),
        Binding("right,l", "side('scenarios')", "to the scenarios", show=False),
        Binding("escape", "all", "leave a search", show=False),
        Binding("slash", "search", "search title, kind and what is taught", show=False, priority=True),
        Binding("p", "practise", "practise the chapter under the cursor: problems without end", show=False),
        Binding("s", "sandbox", "the sandbox: do anything on a machine of your own", show=False),
        Binding("x", "reset", "begin the scenario under the cursor anew; asks first", show=False),
        Binding("e", "notices", "what is wrong, in full", show=False),
        Binding("w", "words", "what the words mean", show=False),
        Binding("question_mark", "help", "this help", show=False),
        Binding("q", "app.quit", "quit; what you did is saved", show=False),
    ]

    @dataclass
    class Play(Message):
        """The player wants to play a scenario."""

        head: Head

    @dataclass
    class Practise(Message):
        """The player wants to practise a chapter."""

        chapter: int

    class Sandbox(Message):
        """The player wants a machine to do anything on."""

    @dataclass
    class Reset(Message):
        """A scenario is to be as if nobody had played it; the player has said yes."""

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
            self._tell("reading it ...")
            self.post_message(self.Play(head))

    def _tell(self, text: str) -> None:
        self._panes["about"].write(
            lambda width: [line(Span(piece, Role.DIM)) for piece in wrapped(text, width)]
        )

    def action_practise(self) -> None:
        """Practise the chapter that is shown; where it has no problems, say so."""
        from mmtui.practice.numbers import known

        chapter = self._chapter
        if chapter is None:
            return
        try:
            known(chapter)
        except UsageError as error:
            self._tell(f"{error}.")
        else:
            self._tell("drawing a problem ...")
            self.post_message(self.Practise(chapter))

    def action_sandbox(self) -> None:
        self.post_message(self.Sandbox())

    def action_reset(self) -> None:
        """Ask whether to begin the scenario under the cursor anew."""
        if (head := self._head) is None:
            return
        if head.id not in self.shelf.solved and head.id not in self.shelf.record.begun:
            self._tell("There is nothing to begin anew: no question of it is solved.")
            return
        from mmtui.tui.asking import YES, reset_menu  # few reset, and the first picture does not wait

        def chosen(answer: int | None) -> None:
            if answer == YES:
                self.post_message(self.Reset(head))

        self.app.push_screen(reset_menu(head), chosen)

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

    def action_words(self) -> None:
        show_words(self.app)

    def action_help(self) -> None:
        from mmtui.tui.help import show_help

        show_help(self.app, "home", self.BINDINGS)
