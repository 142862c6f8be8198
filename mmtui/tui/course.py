"""The lists of the course: where they stand, and what is written in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from mmtui.report.course import chapters_of, course_done_lines
from mmtui.scenario import Head
from mmtui.tui.boxes import Row, entitle
from mmtui.tui.choices import Choices
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane
from mmtui.tui.sheet import show_sheet
from mmtui.tui.shelf import Record, Shelf, notice_lines
from mmtui.tui.toosmall import FitsTerminal

_MOVE = Key("↑ ↓", "choose", ("move(-1)", "move(1)"))
_SEARCH = Key("/", "search", "search")
_MORE = (Key("p", "practise", "practise"), Key("s", "sandbox", "sandbox"))
_IN_SCENARIOS = (Key("Enter", "play", "play"), Key("Tab", "chapters", "other"), _SEARCH, *_MORE, _MOVE)
_IN_CHAPTERS = (
    Key("Enter", "its scenarios", "side('scenarios')"),
    Key("Tab", "back", "other"),
    _SEARCH,
    *_MORE,
    _MOVE,
)
_FOUND = (Key("Enter", "play", "play"), _MOVE, Key("Esc", "all of them", "all"), _SEARCH)
_TYPING = (Key("Enter", "to what was found", "found"), Key("Esc", "all of them", "all"))
_WRONG = Key("e", "what is wrong", "notices")
_ALWAYS = (Key("?", "help", "help"), Key("q", "quit", "app.quit"))


class CourseScreen(FitsTerminal, Screen[None]):
    """Shows a shelf, and the next scenario to do under the cursor.  Nothing is chosen here."""

    AUTO_FOCUS = "#scenarios"

    def __init__(self, shelf: Shelf, notices: Sequence[str]) -> None:
        super().__init__()
        self.shelf = shelf
        self._notices = tuple(notices)
        # kept, not looked up: who leaves at once leaves before they are mounted
        self._lists = {name: Choices(id=name) for name in ("chapters", "scenarios")}
        self._panes = {name: LinesPane(id=name, focusable=False) for name in ("title", "about", "notice")}
        self._panes["notice"].display = bool(notices)
        self._keys = KeyBar()

    def compose(self) -> ComposeResult:
        yield self._panes["title"]
        yield Row(*self._lists.values(), id="course")
        yield self._panes["about"]
        yield self._panes["notice"]
        yield self._keys

    def on_mount(self) -> None:
        entitle(self._lists["chapters"], "chapters")
        # a message would come too late for the frame in which the cursor moves
        self.watch(self._lists["scenarios"], "cursor", self._show_about, init=False)
        self.watch(self._lists["chapters"], "cursor", self._show_chapter, init=False)
        self._show_next(None)
        self.show_notices(self._notices)

    def on_screen_resume(self) -> None:
        self._show_about()

    @property
    def _head(self) -> Head | None:
        return self.shelf.head(self._lists["scenarios"].cursor)

    @property
    def _chapter(self) -> int | None:
        """The number of the chapter under the cursor, or of the scenario that was found."""
        if self.shelf.words:
            return self._head.chapter if self._head is not None else None
        chapters = self.shelf.chapters
        return chapters[self.shelf.chapter].number if chapters else None

    def show_course(self, heads: Sequence[Head]) -> None:
        """Show all scenarios that were found; the cursor stays where it is."""
        here = self._head
        self.shelf = replace(self.shelf, chapters=chapters_of(heads), ready=True)
        if here in heads:
            self.show(self.shelf if self.shelf.words else self.shelf.at(here), here)
        else:
            self._show_next(None)

    def show_record(self, record: Record) -> None:
        """Show how well scenarios are solved, and how far those are that were left in the middle."""
        if record != self.shelf.record:
            self.show(self.shelf.with_record(record), self._head)

    def show_played(self, path: Path | None, record: Record) -> None:
        """Show what has become solved, and offer the next one after it; after the last one, say so.

        What is in no file, as practice, leaves the cursor where it is.
        """
        was_done, were_solved, here = self.shelf.done, self.shelf.solved, self._head
        self.shelf = self.shelf.with_record(record)
        if self.shelf.done and not was_done:
            self.app.call_later(self._show_end)
        played = next((head for head in self.shelf.every if head.path == path), None)
        if path is None and here is not None:
            self.show(self.shelf, here)
        elif played is None or (played.id in self.shelf.solved and played.id not in were_solved):
            self._show_next(played)
        else:
            self.show(self.shelf.at(played), played)

    def _show_next(self, after: Head | None) -> None:
        head = self.shelf.next_after(after)
        self.show(self.shelf.at(head) if head else self.shelf, head)

    def show(self, shelf: Shelf, head: Head | None = None) -> None:
        """Show a shelf, and put the cursor on a scenario, or else on the first one."""
        self.shelf = shelf
        chapters, scenarios = self._lists["chapters"], self._lists["scenarios"]
        self._panes["title"].write(shelf.title_lines)
        chapters.write(shelf.chapter_lines)
        chapters.put_cursor(shelf.chapter)
        entitle(scenarios, shelf.title)
        scenarios.write(shelf.scenario_lines)
        scenarios.put_cursor(shelf.heads.index(head) if head in shelf.heads else 0)
        self._show_about()
        self.show_keys()

    def _show_end(self) -> None:
        show_sheet(self.app, "the end of the course", lambda width: list(course_done_lines(width)))

    def _show_chapter(self, number: int) -> None:
        # the list beside it changes in the frame in which the cursor moves
        if number != self.shelf.chapter or self.shelf.words:
            self.show(replace(self.shelf, chapter=number, words=""))

    def _show_about(self) -> None:
        shelf, number = self.shelf, self._lists["scenarios"].cursor
        self._panes["about"].write(lambda width: shelf.about_lines(number, width))

    def show_notices(self, notices: Sequence[str]) -> None:
        """Say that something is wrong; each notice is a sentence or two."""
        self._notices = tuple(notices)
        pane = self._panes["notice"]
        pane.display = bool(notices)
        pane.write(lambda width: list(notice_lines(self._notices, width)))
        self.show_keys()

    def show_keys(self) -> None:
        """Show the keys of the list that has the focus."""
        keys: tuple[Key, ...] = _IN_SCENARIOS
        if isinstance(self.focused, Input):
            keys = _TYPING
        elif self._lists["chapters"].has_focus:
            keys = _IN_CHAPTERS
        elif self.shelf.words:
            keys = _FOUND
        self._keys.show((*keys, *([_WRONG] if self._notices else []), *_ALWAYS))

    def on_descendant_focus(self) -> None:
        self.show_keys()
