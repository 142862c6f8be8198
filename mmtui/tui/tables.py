"""Page tables: all processes in one pane, one below the other, and where they do not all fit, their names."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from mmtui.report.tables import process_lines, process_names, process_title
from mmtui.report.text import Line
from mmtui.tui.boxes import Column
from mmtui.tui.lines import LinesPane, Writer
from mmtui.tui.look import Look
from mmtui.tui.sections import Sections, Written, name_line, seen, title_rule


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
        self._written: dict[str, Written] = {}
        self._names = LinesPane(id="processes", focusable=False)
        self._names.display = False
        self._pane = Sections(self._at_line)

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
            title = process_title(moment, before, name, "process ") if name else "no process yet"
            lines = self._guard(lambda width: process_lines(moment, before, name, width, look.spot))(width)
            had = self._written[name] = Written(*of, title, lines)
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
        # reckoned, not asked of the layout: that is a frame late, and the names would be drawn twice
        can_be = seen(self._heights, self._room - 1, self._pane.scroll_offset.y)
        return [name_line(self.processes, self._chosen, can_be)]

    @property
    def _heights(self) -> dict[str, int]:
        return {name: len(self._written[name].lines) + 1 for name in self._all if name in self._written}

    def _at_line(self, number: int) -> str:
        """Return the process that a line is about; "" for the line that has its name, and for others."""
        for name, height in self._heights.items():
            if number < height:
                return f"process {name}" if name and number else ""
            number -= height
        return ""

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
