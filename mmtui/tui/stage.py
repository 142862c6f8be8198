"""The panes of the play screen: where they stand, and what is written in them."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Resize
from textual.screen import Screen

from mmtui.report.text import Line, Role, Span, flowed, line
from mmtui.tui import panes
from mmtui.tui.answer import AnswerField
from mmtui.tui.keybar import KeyBar
from mmtui.tui.keys import footer
from mmtui.tui.lines import LinesPane
from mmtui.tui.look import Look
from mmtui.tui.memo import Memo
from mmtui.tui.toosmall import FitsTerminal

TABS = {"folio": "1 folio", "tables": "2 page tables", "events": "3 events"}
WIDE, HIGH = 100, 28
"""From this size on all panes are seen at once; below it, one of them."""


class Stage(FitsTerminal, Screen[None]):
    """Shows a look.  Nothing on it moves by itself."""

    AUTO_FOCUS = "#folio"

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.memo = Memo()
        self._tab = "folio"
        self._wide = False

    def compose(self) -> ComposeResult:
        yield LinesPane(id="title", focusable=False)
        yield LinesPane(id="tabs", focusable=False)
        with Container(id="work"):
            for name in ("tables", "folio", "events"):
                yield LinesPane(id=name, classes="pane")
        yield LinesPane(id="timeline", focusable=False)
        yield LinesPane(id="question")
        yield LinesPane(id="notice", focusable=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self.pane("timeline").border_title = "timeline"
        self.tell("")
        self.show(self.look)

    def on_resize(self, event: Resize) -> None:
        self._wide = event.size.width >= WIDE and event.size.height >= HIGH
        self.set_class(self._wide, "-wide")
        self.set_class(not self._wide, "-narrow")
        self._lay_out()
        self.show(self.look)

    def pane(self, name: str) -> LinesPane:
        """Return one of the panes."""
        return self.query_one(f"#{name}", LinesPane)

    @property
    def field(self) -> AnswerField | None:
        """The field to answer in, while there is one."""
        return next(iter(self.query(AnswerField)), None)

    # -- showing

    def show(self, look: Look) -> None:
        """Show what the player looks at now; only panes that can be seen are computed."""
        grown, moved = _news(look) != _news(self.look), look.spot != self.look.spot
        self.look = look
        self.pane("title").write(panes.title(look))
        self.pane("folio").write(panes.folio(look, self.memo))
        self.pane("tables").write(panes.tables(look))
        self.pane("events").write(panes.events(look))
        self.pane("timeline").write(panes.timeline(look, self.memo))
        self.pane("question").write(panes.question(look, 3 if self._wide else 1))
        self._name_panes()
        self.show_keys()
        if moved:
            self._reveal()
        if grown:
            self.call_after_refresh(self.pane("question").scroll_end, animate=False)

    def show_keys(self) -> None:
        """Show the keys that matter now."""
        self.query_one(KeyBar).show(footer(self.look, self.field is not None))

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
        self.pane(name).focus(scroll_visible=False)

    def _reveal(self) -> None:
        for name in ("folio", "tables"):
            if self.pane(name).display:
                self.pane(name).reveal(self.look.spot)

    def _lay_out(self) -> None:
        self.pane("tabs").display = not self._wide
        for name in TABS:
            self.pane(name).display = self._wide or name == self._tab

    def _name_panes(self) -> None:
        self.pane("question").border_title = panes.title_of_question(self.look)
        for name, title in self._titles().items():
            self.pane(name).border_title = title
        self.pane("tabs").write(self._tab_line)

    def _titles(self) -> dict[str, str]:
        return TABS | {"folio": f"1 folio {self.look.folio}" if self.look.folio else "1 folio"}

    def _tab_line(self, width: int) -> list[Line]:
        spans: list[Span] = []
        for name, title in self._titles().items():
            here = name == self._tab
            spans.append(Span(f"[{title}]" if here else f" {title} ", Role.HEAD if here else Role.DIM, name))
        return [tuple(spans)]


def _news(look: Look) -> tuple[object, ...]:
    # What is added at the end of the question pane, where it has to be seen.
    session = look.session
    return look.right, session.step, session.hints, session.tries, session.verdict
