"""Playing a scenario: the screen owns what the player looks at, the panes are handed lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Resize
from textual.screen import Screen

from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.progress import Progress
from mmtui.report.question import debrief_lines, opening_lines
from mmtui.report.tables import Spot
from mmtui.report.text import Line, Role, Span, flowed, line
from mmtui.tui import panes
from mmtui.tui.answer import AnswerField
from mmtui.tui.answering import graded
from mmtui.tui.help import help_sheet
from mmtui.tui.keybar import KeyBar
from mmtui.tui.keys import PLAY, footer
from mmtui.tui.lines import LinesPane
from mmtui.tui.look import Look
from mmtui.tui.memo import Memo
from mmtui.tui.menus import place_menu, scheme_menu
from mmtui.tui.recording import Recorder
from mmtui.tui.sheet import Sheet

TABS = {"folio": "1 folio", "tables": "2 page tables", "events": "3 events"}
WIDE, HIGH = 100, 28
"""From this size on all panes are seen at once."""


class PlayScreen(Screen[None]):
    """A scenario being played; nothing on it moves by itself."""

    AUTO_FOCUS = "#folio"
    BINDINGS: ClassVar[list[BindingType]] = [*PLAY]

    def __init__(self, session: Session, progress: Progress) -> None:
        super().__init__()
        self.look = Look(session).settled()
        self.record = Recorder(progress, session.trial.scenario, self.tell)
        self._memo = Memo()
        self._tab = "folio"
        self._wide = False

    def compose(self) -> ComposeResult:
        yield LinesPane(id="title", focusable=False)
        yield LinesPane(id="tabs", focusable=False)
        with Container(id="work"):
            yield from (LinesPane(id=name, classes="pane") for name in ("tables", "folio", "events"))
        yield LinesPane(id="timeline", focusable=False)
        yield LinesPane(id="question")
        yield LinesPane(id="notice", focusable=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self._pane("notice").display = False
        self._pane("timeline").border_title = "timeline"
        self.show(self.look)
        scenario = self.look.session.trial.scenario
        self.app.push_screen(Sheet(scenario.title, self._opening, "begin"))

    def on_resize(self, event: Resize) -> None:
        self._wide = event.size.width >= WIDE and event.size.height >= HIGH
        self.set_class(self._wide, "-wide")
        self.set_class(not self._wide, "-narrow")
        self._lay_out()
        self.show(self.look)

    # -- showing

    def show(self, look: Look) -> None:
        """Show what the player looks at now; only panes that can be seen are computed."""
        news = (look.right, look.session.step, look.session.hints, look.session.verdict)
        was = (self.look.right, self.look.session.step, self.look.session.hints, self.look.session.verdict)
        self.look = look
        self._pane("title").write(panes.title(look))
        self._pane("folio").write(panes.folio(look, self._memo))
        self._pane("tables").write(panes.tables(look))
        self._pane("events").write(panes.events(look))
        self._pane("timeline").write(panes.timeline(look, self._memo))
        self._pane("question").write(panes.question(look, 3 if self._wide else 1))
        self._name_panes()
        if news != was:  # the newest hint or verdict is at the end
            self.call_after_refresh(self._pane("question").scroll_end, animate=False)
        self.query_one(KeyBar).show(footer(look, self._field is not None))

    def _name_panes(self) -> None:
        self._pane("question").border_title = panes.question_title(self.look)
        for name, title in self._titles().items():
            self._pane(name).border_title = title
        self._pane("tabs").write(self._tab_line)

    def _titles(self) -> dict[str, str]:
        folio = f" {self.look.folio}" if self.look.folio else ""
        return TABS | {"folio": TABS["folio"] + folio}

    def _tab_line(self, width: int) -> list[Line]:
        spans: list[Span] = []
        for name, title in self._titles().items():
            here = name == self._tab
            spans.append(Span(f"[{title}]" if here else f" {title} ", Role.HEAD if here else Role.DIM, name))
            spans.append(Span(" "))
        return [tuple(spans)]

    def _lay_out(self) -> None:
        self._pane("tabs").display = not self._wide
        for name in TABS:
            self._pane(name).display = self._wide or name == self._tab

    def tell(self, text: str) -> None:
        """Say something in one or two lines above the keys, until the next key."""
        self._pane("notice").display = bool(text)
        self._pane("notice").write(lambda width: flowed(line(Span(text, Role.CHANGED)), width, 0))

    def _pane(self, name: str) -> LinesPane:
        return self.query_one(f"#{name}", LinesPane)

    @property
    def _field(self) -> AnswerField | None:
        return next(iter(self.query(AnswerField)), None)

    # -- moving

    def _move(self, session: Session) -> None:
        self.tell(_why_not(self.look.session) if session.cursor == self.look.session.cursor else "")
        self.show(self.look.at(session))

    def action_step(self, by: int) -> None:
        session = self.look.session
        self._move(session.forward(by) if by > 0 else session.back(-by))

    def action_seek(self, n: int) -> None:
        self._move(self.look.session.seek(n))

    def action_go_to(self) -> None:
        self.app.push_screen(place_menu(self.look.session), self._chosen(self.action_seek))

    def action_scheme(self) -> None:
        session = self.look.session
        menu = scheme_menu(session, session.trial.catalog)
        self.app.push_screen(menu, self._chosen(lambda n: self.look_through(session.trial.schemes[n])))

    def _chosen(self, then: Callable[[int], None]) -> Callable[[int | None], None]:
        return lambda number: then(number) if number is not None else None

    def look_through(self, scheme: str) -> None:
        """Show the same moment as another scheme counts it."""
        try:
            look = self.look.at(self.look.session.with_scheme(scheme))
        except Exception as error:
            self.tell(f"{scheme} cannot be used: {error}")
            return
        self.tell("")
        self.show(look)

    # -- looking

    def action_folio(self, by: int) -> None:
        self._look(self.look.other_folio(by))

    def action_page(self, by: int) -> None:
        self._look(self.look.other_page(by))

    def action_run(self, by: int) -> None:
        look = self.look
        if look.folio is not None:
            self._look(look.other_run(by, self._memo.folio(look.session, look.session.cursor, look.folio)))

    def _look(self, look: Look) -> None:
        self.tell("")
        self.show(look)

    def action_pane(self, name: str) -> None:
        if name in TABS:
            self._tab = name
            self._lay_out()
            self._name_panes()
        self._pane(name).focus(scroll_visible=False)

    def action_other_pane(self, by: int) -> None:
        names = [*TABS, "question"]
        here = self.focused.id if self.focused is not None and self.focused.id in names else "question"
        self.action_pane(names[(names.index(here or "question") + by) % len(names)])

    def on_lines_pane_picked(self, message: LinesPane.Picked) -> None:
        match message.about:
            case Spot() as spot:
                self._look(self.look.on(spot))
            case int(n):
                self.action_seek(n)
            case str(name):
                self.action_pane(name)

    # -- answering

    def action_enter(self) -> None:
        self.tell("")
        look = self.look
        if look.right is not None:
            self._go_on()
        elif look.session.solved:
            self.action_leave()
        elif look.session.by_pointing:
            self.answer(str(look.session.cursor))
        elif self._field is None:
            ...
