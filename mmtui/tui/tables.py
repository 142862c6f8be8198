"""Page tables: all processes in one pane, one below the other, and where they do not all fit, their names."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from mmtui.model.mm import Mm
from mmtui.report.cells import cells
from mmtui.report.tables import Spot, process_lines, process_names, process_title
from mmtui.report.text import Line, Role, Span, line
from mmtui.tui.boxes import Column
from mmtui.tui.lines import Act, LinesPane, Writer
from mmtui.tui.look import Look


class _Written(NamedTuple):
    # The lines of a process; the same two values, page under the cursor and width are the same lines.
    now: Mm | None
    before: Mm | None
    spot: Spot | None
    width: int
    title: str
    lines: Sequence[Line]

    def holds(self, now: Mm | None, before: Mm | None, spot: Spot | None, width: int) -> bool:
        same = self.now is now and self.before is before
        return same and (self.spot, self.width) == (spot, width)


class Tables(Column, can_focus=True):
    """Every process below its name.  ``n`` and ``p`` choose among them when more than fit.

    One pane of lines for all, so that nothing is laid out anew when a page table grows.
    """

    DEFAULT_CSS = """
    Tables {
        height: 1fr;
        & > #processes {
            height: 1;
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll(-1)", "one line up", show=False),
        Binding("down,j", "scroll(1)", "one line down", show=False),
        Binding("pageup", "page(-1)", "one page up", show=False),
        Binding("pagedown", "page(1)", "one page down", show=False),
        Binding("n", "process(1)", "next process, where not all are seen", show=False),
        Binding("p", "process(-1)", "previous process, where not all are seen", show=False),
    ]

    def __init__(self, guard: Callable[[Writer], Writer]) -> None:
        super().__init__(id="tables")
        self._guard = guard
        self._look: Look | None = None
        self._shown: Look | None = None
        self._chosen = ""
        self._written: dict[str, _Written] = {}
        self._names = LinesPane(id="processes", focusable=False)
        self._names.display = False
        self._pane = LinesPane(focusable=False)

    def compose(self) -> ComposeResult:
        yield self._names
        yield self._pane

    def on_mount(self) -> None:
        # which of them are seen is said in the names
        self.watch(self._pane, "scroll_y", self._name_processes, init=False)

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(self._fit)

    # -- showing

    def write(self, look: Look) -> None:
        """Show the page tables of a look; they are written when they can be seen."""
        self._look = look
        self.fill()

    def fill(self) -> None:
        """Have the page tables written, if they can be seen and are not."""
        look = self._look
        if look is None or look is self._shown or not self.display or not self.is_mounted:
            return
        self._shown = look
        self._write(look)
        if self._pane.lines:
            self._fit()  # before the screen is laid out, which is then done once
        self.call_after_refresh(self._fit)

    def _write(self, look: Look) -> None:
        self._pane.write(lambda width: [text for name in self._all for text in self._of(name, look, width)])

    @property
    def _all(self) -> tuple[str, ...]:
        return self.processes or ("",)

    def _of(self, name: str, look: Look, width: int) -> list[Line]:
        moment, before = look.session.moment, look.session.before
        of = (moment.world.mms.get(name), before.world.mms.get(name), look.spot, width)
        had = self._written.get(name)
        if had is None or not had.holds(*of):
            title = process_title(moment, before, name) if name else "no process yet"
            lines = self._guard(lambda width: process_lines(moment, before, name, width, look.spot))(width)
            had = self._written[name] = _Written(*of, title, lines)
        return [title_rule(had.title, name, name == self._chosen, width), *had.lines]

    @property
    def processes(self) -> tuple[str, ...]:
        """The processes that are shown."""
        return process_names(self._look.session.moment, self._look.session.before) if self._look else ()

    @property
    def lines(self) -> Sequence[Line]:
        """What is shown of all processes, hidden lines too."""
        return self._pane.lines

    # -- choosing and scrolling

    @property
    def _room(self) -> int:
        return self.scrollable_content_region.height

    @property
    def _all_fit(self) -> bool:
        return len(self.lines) <= self._room

    def _fit(self) -> None:
        # the line of names is only there when the rest does not fit without it
        self._names.display = not self._all_fit
        if self._chosen and (self._chosen not in self.processes or self._all_fit):
            self._choose("")
        self._name_processes()

    def _choose(self, name: str) -> None:
        self._chosen = name
        if self._look is not None:
            self._write(self._look)

    def _name_processes(self) -> None:
        if self._names.display:
            self._names.write(self._name_line)

    def _name_line(self, width: int) -> list[Line]:
        spans = [Span("n p ", Role.DIM)]
        # reckoned, not asked of the layout: that is a frame late, and the names would be drawn twice
        can_be = seen(self._heights, self._room - 1, self._pane.scroll_offset.y)
        for name in self.processes:
            role = Role.CURSOR if name == self._chosen else Role.PLAIN if name in can_be else Role.DIM
            spans.append(Span(f" {name}" if name in can_be else f"({name})", role, _act(name)))
        return [line(*spans)]

    @property
    def _heights(self) -> dict[str, int]:
        return {name: len(self._written[name].lines) + 1 for name in self._all if name in self._written}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave ``n`` and ``p`` to the folios where all processes are seen."""
        return action != "process" or not self._all_fit

    def action_process(self, by: int) -> None:
        names = self.processes
        at = names.index(self._chosen) + by if self._chosen in names else 0 if by > 0 else -1
        self.show_process(names[at % len(names)])

    def show_process(self, name: str) -> None:
        """Bring a process to the top, below how much is above, as far as the end allows."""
        heights = self._heights
        if name not in heights or self._all_fit:
            return
        self._choose(name)
        above = sum(list(heights.values())[: list(heights).index(name)])
        self._pane.scroll_to(y=max(above - 1, 0), animate=False)
        self._name_processes()

    def reveal(self, about: Hashable) -> None:
        """Bring the first line that is lit for something into view."""
        self._pane.reveal(about)

    def action_scroll(self, by: int) -> None:
        self._pane.action_scroll(by)

    def action_page(self, by: int) -> None:
        self._pane.action_page(by)


def _act(name: str) -> Act:
    return Act(f"process_named({name!r})")


def title_rule(title: str, name: str, chosen: bool, width: int) -> Line:
    """Return the line above a process, from one side to the other; a click on it chooses the process."""
    about = _act(name) if name else None
    rule = "─" * (width - cells(title) - 1)
    role = Role.CURSOR if chosen else Role.HEAD
    return line(Span("─", Role.DIM, about), Span(title, role, about), Span(rule, Role.DIM, about))


def seen(heights: Mapping[str, int], rows: int, top: int) -> list[str]:
    """Return of which of them, one below the other, the first two lines can be seen.

    ``top`` lines are above.  Where there is something above or below, a row says how much.

    >>> seen({"A": 4, "B": 4}, rows=8, top=0), seen({"A": 4, "B": 4, "C": 4}, rows=8, top=3)
    (['A', 'B'], ['B', 'C'])
    """
    end = top + rows - (sum(heights.values()) > top + rows)
    start = top + (top > 0)
    names, at = [], 0
    for name, height in heights.items():
        if start <= at and at + 1 < end:
            names.append(name)
        at += height
    return names
