"""Page tables: a pane for each process, one below the other, and where they do not all fit, their names."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Click, Resize

from mmtui.model.mm import Mm
from mmtui.report.tables import Spot, process_lines, process_names, process_title
from mmtui.report.text import Line, Role, Span, line
from mmtui.tui.boxes import Column, entitle
from mmtui.tui.lines import Act, LinesPane, Writer
from mmtui.tui.look import Look


class ProcessPane(LinesPane):
    """The page table of one process; its title is the process.  As high as what is written in it."""

    DEFAULT_CSS = """
    ProcessPane {
        height: auto;
        border-top: solid $rule;
        border-title-color: $foreground;
        border-title-style: bold;
        &.-chosen {
            border-top: solid $accent;
            border-title-color: $accent;
        }
        &.-chosen:nocolor {
            border-top: heavy $accent;
        }
    }
    """

    def __init__(self, process: str) -> None:
        super().__init__(focusable=False)
        self.process = process

    @property
    def allow_vertical_scroll(self) -> bool:
        return False  # it is as high as its lines; what scrolls is all panes together

    def on_click(self, event: Click) -> None:
        if event.get_content_offset(self) is None:  # on the title
            event.stop()
            self.call_later(self.app.run_action, f"process_named({self.process!r})", self.screen)
        else:
            super().on_click(event)


class _Stack(Vertical):
    # scrolls without a scrollbar, which would be one more widget to lay out and to style

    @property
    def allow_vertical_scroll(self) -> bool:
        return True


class Tables(Column, can_focus=True):
    """Every process in a pane of its own.  ``n`` and ``p`` choose among them when more than fit."""

    DEFAULT_CSS = """
    Tables {
        height: 1fr;
        & > _Stack {
            height: 1fr;
            overflow: hidden hidden;
        }
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

    def __init__(self, guard: Callable[[Writer], Writer], processes: Iterable[str] = ()) -> None:
        """``processes`` are those that are known to come; to make a pane takes longer than a key may take."""
        super().__init__(id="tables")
        self._guard = guard
        self._look: Look | None = None
        self._shown: Look | None = None
        self._chosen = ""
        self._panes = {name: ProcessPane(name) for name in processes}
        self._written: dict[str, tuple[Mm | None, Mm | None, Spot | None]] = {}
        self._names = LinesPane(id="processes", focusable=False)
        self._names.display = False
        for pane in self._panes.values():
            pane.display = False
        self._stack = _Stack(*self._panes.values())

    def compose(self) -> ComposeResult:
        yield self._names
        yield self._stack

    def on_mount(self) -> None:
        # which of them are seen is said in the names
        self.watch(self._stack, "scroll_y", self._name_processes, init=False)

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(self._fit)

    # -- showing

    def write(self, look: Look) -> None:
        """Show the page tables of a look; they are written when they can be seen."""
        self._look = look
        self.fill()

    def fill(self) -> None:
        """Have the panes written, if they can be seen and are not."""
        look = self._look
        if look is None or look is self._shown or not self.display or not self.is_mounted:
            return
        self._shown = look
        names = self.processes or ("",)
        for name in names:
            self._write(name, look)
        for name, pane in self._panes.items():
            pane.display = name in names
        if all(pane.lines for pane in self._panes.values() if pane.display):
            self._fit()  # before the screen is laid out, which is then done once
        self.call_after_refresh(self._fit)

    def _write(self, name: str, look: Look) -> None:
        moment, before = look.session.moment, look.session.before
        pane = self._panes.get(name) or self._mounted(name)
        # the same two values and the same page under the cursor are the same lines
        of = (moment.world.mms.get(name), before.world.mms.get(name), look.spot)
        had = self._written.get(name)
        if had is not None and had[0] is of[0] and had[1] is of[1] and had[2] == of[2]:
            return
        self._written[name] = of
        entitle(pane, process_title(moment, before, name) if name else "no process yet")
        pane.write(self._guard(lambda width: process_lines(moment, before, name, width, look.spot)))

    def _mounted(self, name: str) -> ProcessPane:
        # in the order of the processes, whichever moment was looked at first
        names = list(self.processes)
        later = names[names.index(name) + 1 :] if name in names else []
        pane = self._panes[name] = ProcessPane(name)
        self._stack.mount(pane, before=next((self._panes[n] for n in later if n in self._panes), None))
        return pane

    @property
    def processes(self) -> tuple[str, ...]:
        """The processes that are shown."""
        return process_names(self._look.session.moment, self._look.session.before) if self._look else ()

    @property
    def lines(self) -> Sequence[Line]:
        """What is shown of all processes, hidden lines too."""
        return [text for name in self.processes if name in self._panes for text in self._panes[name].lines]

    # -- choosing and scrolling

    @property
    def _all_fit(self) -> bool:
        return self._stack.max_scroll_y == 0

    def _fit(self) -> None:
        # the line of names is only there when the rest does not fit without it
        height = sum(len(pane.lines) + 1 for pane in self._panes.values() if pane.display)
        self._names.display = height > self.scrollable_content_region.height
        if self._chosen and (self._chosen not in self.processes or not self._names.display):
            self._choose("")
        self._name_processes()

    def _choose(self, name: str) -> None:
        self._chosen = name
        for process, pane in self._panes.items():
            pane.set_class(process == name, "-chosen")

    def _name_processes(self) -> None:
        if self._names.display:
            self._names.write(self._name_line)

    def _name_line(self, width: int) -> list[Line]:
        spans = [Span("n p ", Role.DIM)]
        for name in self.processes:
            seen, chosen = self._is_seen(name), name == self._chosen
            role = Role.CURSOR if chosen else Role.PLAIN if seen else Role.DIM
            spans.append(Span(f" {name}" if seen else f"({name})", role, Act(f"process_named({name!r})")))
        return [line(*spans)]

    def _is_seen(self, name: str) -> bool:
        # reckoned, not asked of the layout: that is a frame late, and the names would be drawn twice
        heights = {
            other: len(self._panes[other].lines) + 1 for other in self.processes if other in self._panes
        }
        if name not in heights:
            return False
        rows = self.scrollable_content_region.height - (1 if self._names.display else 0)
        scrolled = min(self._stack.scroll_offset.y, max(sum(heights.values()) - rows, 0))
        before = list(heights)[: list(heights).index(name)]
        top = sum(heights[other] for other in before) - scrolled
        return top >= 0 and top + 1 < rows

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave ``n`` and ``p`` to the folios where all processes are seen."""
        return action != "process" or not self._all_fit

    def action_process(self, by: int) -> None:
        names = self.processes
        at = names.index(self._chosen) + by if self._chosen in names else 0 if by > 0 else -1
        self.show_process(names[at % len(names)])

    def show_process(self, name: str) -> None:
        """Bring the pane of a process to the top, as far as the end of the last one allows."""
        if name not in self._panes or self._all_fit:
            return
        self._choose(name)
        self._stack.scroll_to(y=self._panes[name].virtual_region.y, animate=False)
        self._name_processes()

    def reveal(self, about: Hashable) -> None:
        """Bring the first line that is lit for something into view."""
        if self._all_fit:
            return
        lit = ((pane, pane.lit(about)) for name in self.processes if (pane := self._panes.get(name)))
        for pane, number in lit:
            if number is not None:
                self._bring_into_view(pane.virtual_region.y, number + 1)
                return

    def _bring_into_view(self, top: int, line_: int) -> None:
        # with the title above it, if there is room
        first, rows = self._stack.scroll_offset.y, self._stack.size.height
        if top + line_ < first + 1:
            self._stack.scroll_to(y=top, animate=False)
        elif top + line_ >= first + rows:
            self._stack.scroll_to(y=max(top + line_ - rows + 1, 0), animate=False)

    def action_scroll(self, by: int) -> None:
        self._stack.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        self.action_scroll(by * max(1, self._stack.size.height - 1))
