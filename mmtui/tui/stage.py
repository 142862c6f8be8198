"""The panes of the play screen: where they stand, and what is written in them."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Resize
from textual.screen import Screen

from mmtui.game.session import Session
from mmtui.report.play import legend_line
from mmtui.report.text import Line, Role, Span, flowed, length, line
from mmtui.scenario import FindAsk, Step
from mmtui.tui import panes
from mmtui.tui.answer import AnswerField
from mmtui.tui.boxes import Area, Column, entitle
from mmtui.tui.footer import Writing, footer
from mmtui.tui.keybar import KeyBar
from mmtui.tui.lines import LinesPane
from mmtui.tui.look import Look
from mmtui.tui.memo import Memo
from mmtui.tui.tables import Tables
from mmtui.tui.toosmall import FitsTerminal

PANES = ("folio", "tables", "events", "said")
"""What can have the focus, in the order of the Tab key."""
_LINES = ("folio", "events", "said", "title", "tabs", "timeline", "asked", "notice")
TABS = {"folio": "1 folio", "tables": "2 page tables", "events": "3 events"}
WIDE, HIGH = 100, 28
"""From this size on all panes are seen at once; below it, one of them."""


class Stage(FitsTerminal, Screen[bool]):
    """Shows a look.  Nothing on it moves by itself.  Ends with True to go on to the next scenario."""

    AUTO_FOCUS = "#folio"
    CSS_PATH = "play.tcss"  # read when a scenario is opened, for the first picture can do without it

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.memo = Memo()
        self._tab = tab_of(look.session.question)
        self._wide = False
        # kept, not looked up: who leaves at once leaves before they are mounted
        self._panes = {name: LinesPane(id=name, focusable=name in PANES) for name in _LINES}
        self._tables = Tables(panes.careful)
        self._question = Column(self.pane("asked"), self.pane("said"), id="question")
        self.pane("notice").display = False
        self._keys = KeyBar()

    def compose(self) -> ComposeResult:
        yield self.pane("title")
        yield self.pane("tabs")
        yield Area(self._tables, self.pane("folio"), self.pane("events"), id="work")
        yield self.pane("timeline")
        yield self._question
        yield self.pane("notice")
        yield self._keys

    def on_mount(self) -> None:
        entitle(self.pane("timeline"), "timeline · > you are here · ^ touched the page under the cursor last")
        self.tell("")
        self.show(self.look)

    def on_descendant_focus(self) -> None:
        self.show_keys()

    def on_resize(self, event: Resize) -> None:
        self._wide = event.size.width >= WIDE and event.size.height >= HIGH
        self.set_class(self._wide, "-wide")
        self.set_class(not self._wide, "-narrow")
        self._lay_out()
        self.show(self.look)
        self.call_after_refresh(self._make_room)

    def pane(self, name: str) -> LinesPane:
        """Return one of the panes."""
        return self._panes[name]

    def _work(self, name: str) -> LinesPane | Tables:
        return self._tables if name == "tables" else self.pane(name)

    @property
    def field(self) -> AnswerField | None:
        """The field to answer in, while there is one."""
        return next(iter(self.query(AnswerField)), None)

    # -- showing

    def show(self, look: Look) -> None:
        """Show what the player looks at now; only panes that can be seen are computed."""
        was, self.look = self.look, look
        self.pane("title").write(panes.title(look))
        self.pane("folio").write(panes.folio(look, self.memo))
        self._tables.write(look)
        self.pane("events").write(panes.events(look))
        self.pane("timeline").write(panes.timeline(look, self.memo))
        self.pane("asked").write(panes.asked(look, 3 if self._wide else 0))
        self.pane("said").write(panes.said(look))
        self._make_room()
        self._name_panes()
        self.show_keys()
        if look.spot != was.spot:
            self._reveal()
        self._show_news(was.session)

    @property
    def _writing(self) -> Writing:
        field = self.field
        if field is None:
            return Writing.CLOSED
        if self.focused is not field:
            return Writing.ASIDE
        return Writing.BEGUN if field.value else Writing.EMPTY

    def show_keys(self) -> None:
        """Show what the keys do now."""
        self._keys.show(footer(self.look, self._writing))

    def tell(self, text: str) -> None:
        """Say something above the keys, until the next key."""
        notice = self.pane("notice")
        notice.display = bool(text)
        notice.write(lambda width: flowed(line(Span(text, Role.CHANGED)), width, 0))

    def open_pane(self, name: str) -> None:
        """Bring a pane to the front, and give it the keys that scroll."""
        if name in TABS:
            self._tab = name
            self._lay_out()
            self._name_panes()
            self.call_after_refresh(self._reveal)
        self._work(name).focus(scroll_visible=False)

    def show_process(self, name: str) -> None:
        """Bring the page table of a process into view."""
        self._tables.focus(scroll_visible=False)
        self._tables.show_process(name)

    def turn_to_question(self) -> None:
        """Bring the pane to the front in which the open question is answered; without one, all stays."""
        question = self.look.session.question
        if question is not None:
            self._tab = tab_of(question)
        self._lay_out()
        self._name_panes()
        self.call_after_refresh(self._reveal)
        if self.field is None and not self._wide:
            self._work(self._tab).focus(scroll_visible=False)

    def _make_room(self) -> None:
        # The question is always seen whole; what is said of it scrolls.
        most = self.size.height // 2 - 1 - len(self.pane("asked").lines)
        self.pane("said").styles.max_height = max(4, most)

    def _show_news(self, was: Session) -> None:
        # A verdict is at the top of what is said, a new hint at the end.
        said, now = self.pane("said"), self.look.session
        if (now.step, now.tries, now.verdict) != (was.step, was.tries, was.verdict):
            self.call_after_refresh(said.scroll_home, animate=False)
        elif now.hints != was.hints:
            self.call_after_refresh(said.scroll_end, animate=False)

    def _reveal(self) -> None:
        for name in ("folio", "tables"):
            if self._work(name).display:
                self._work(name).reveal(self.look.spot)

    def _lay_out(self) -> None:
        self.pane("tabs").display = not self._wide
        for name in TABS:
            self._work(name).display = self._wide or name == self._tab
        self._tables.fill()

    def _name_panes(self) -> None:
        entitle(self._question, panes.title_of_question(self.look))
        for name, title in self._titles().items():
            entitle(self._work(name), title)
        self.pane("tabs").write(self._tab_line)

    def _titles(self) -> dict[str, str]:
        return TABS | {"folio": f"1 folio {self.look.folio}" if self.look.folio else "1 folio"}

    def _tab_line(self, width: int) -> list[Line]:
        spans: list[Span] = []
        for name, title in self._titles().items():
            here = name == self._tab
            spans.append(Span(f"[{title}]" if here else f" {title} ", Role.HEAD if here else Role.DIM, name))
        legend = legend_line()
        room = width - length(tuple(spans)) - length(legend) - 1
        return [(*spans, Span(" " * room), *legend) if room >= 2 else tuple(spans)]


def tab_of(question: Step | None) -> str:
    """Return the pane in which a question is answered, where only one is seen."""
    if question is None:
        return "folio"
    if isinstance(question.ask, FindAsk):
        return {"pmd-split": "events", "gone": "folio"}.get(question.ask.event, "tables")
    return "tables" if question.ask.region is not None else "folio"
