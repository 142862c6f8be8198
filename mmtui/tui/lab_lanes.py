"""A race that breaks a scheme, step by step: lanes on the left, what all CPUs share on the right.

A lane is the source of the scheme with the line that is about to run, or all steps in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from mmtui.report.lanes import Lanes, head_lines, move_rows, shared_lines
from mmtui.report.race_source import so_far, source_lines
from mmtui.report.race_view import race_view
from mmtui.report.text import Line, Role, Span, fitted, line
from mmtui.tui.boxes import Column, Row
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane
from mmtui.tui.panes import careful
from mmtui.tui.toosmall import FitsTerminal


class LanesScreen(FitsTerminal, Screen[None]):
    """Shows one moment of one race; it begins before the first step."""

    DEFAULT_CSS = """
    LanesScreen {
        #race, #schedule {
            height: 1;
        }
        #race {
            background: $panel;
        }
        #lanes {
            width: 13fr;
            padding: 0 1;
        }
        #heads {
            height: auto;
        }
        #shared {
            width: 7fr;
            padding: 0 1;
            border-left: solid $rule;
        }
        #schedule {
            background: $panel;
        }
    }
    """
    AUTO_FOCUS = "#shared"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l,space", "step(1)", "one step on", show=False),
        Binding("left,u,backspace", "step(-1)", "one step back", show=False),
        Binding("home", "seek(0)", "before the first step", show=False),
        Binding("end", "seek(1000000)", "to the last step", show=False),
        Binding("s", "turn", "the source, or the steps in words", show=False),
        Binding("n", "race(1)", "next race", show=False),
        Binding("p", "race(-1)", "previous race", show=False),
        Binding("escape,q,enter", "leave", "back to what was found", show=False),
    ]

    def __init__(self, races: Sequence[Lanes]) -> None:
        super().__init__()
        self._races = races
        self._which = self._n = 0
        self._in_words = False
        names = ("race", "source", "heads", "moves", "shared", "schedule")
        self._panes = {name: LinesPane(id=name, focusable=name in ("moves", "shared")) for name in names}
        self._bar = KeyBar()

    def compose(self) -> ComposeResult:
        yield self._panes["race"]
        with Row():
            yield Column(self._panes["source"], self._panes["heads"], self._panes["moves"], id="lanes")
            yield self._panes["shared"]
        yield self._panes["schedule"]
        yield self._bar

    def on_mount(self) -> None:
        others = [Key("n p", "other race", ("race(1)", "race(-1)"))] if len(self._races) > 1 else []
        move = Key("← →", "step", ("step(-1)", "step(1)"))
        ends = Key("Home End", "start, end", ("seek(0)", "seek(1000000)"))
        turn = Key("s", "source, words", "turn")
        self._bar.show([move, ends, turn, *others, Key("q", "back", "leave")])
        self._show()

    def on_resize(self) -> None:
        # how much source there is room for depends on the height, too
        self._show()

    @property
    def lanes(self) -> Lanes:
        """The race that is shown."""
        return self._races[self._which]

    def _show(self) -> None:
        lanes, n = self.lanes, self._n
        self._panes["race"].write(careful(self._title))
        for name in ("source", "heads", "moves"):
            self._panes[name].display = (name != "source") == self._in_words
        source = self._panes["source"]
        source.write(careful(lambda width: source_lines(race_view(lanes, n), width, source.rows)))
        self._panes["heads"].write(careful(lambda width: head_lines(lanes, width)))
        self._panes["moves"].write(careful(lambda width: move_rows(lanes, n, width)))
        self._panes["shared"].write(careful(lambda width: shared_lines(lanes, n, width)))
        self._panes["schedule"].write(careful(self._schedule))
        self.call_after_refresh(self._reveal)

    def _title(self, width: int) -> list[Line]:
        race = self.lanes.verdict.race
        which = f"  race {self._which + 1} of {len(self._races)}" if len(self._races) > 1 else ""
        return [fitted(line(Span(f" {race.name}", Role.HEAD), f"  {race.about}", which), width)]

    def _schedule(self, width: int) -> list[Line]:
        letters = self.lanes.verdict.schedule
        spans = [Span(" schedule ", Role.DIM)]
        for at, letter in enumerate(letters, 1):
            role = Role.CURSOR if at == self._n else Role.PLAIN if at < self._n else Role.DIM
            spans.append(Span(letter, role, at))
        spans += [Span("   "), so_far(race_view(self.lanes, self._n))]
        return [fitted(tuple(spans), width)]

    def _reveal(self) -> None:
        # all lines of the step, or as many of the first as there is room for
        moves = self._panes["moves"]
        numbers = [at for at, text in enumerate(moves.lines) if any(span.about == self._n for span in text)]
        for number in (max(numbers, default=0), min(numbers, default=0)):
            moves.bring_into_view(number)

    # -- keys and clicks

    def action_step(self, by: int) -> None:
        self.action_seek(self._n + by)

    def action_seek(self, n: int) -> None:
        self._n = max(0, min(n, len(self.lanes)))
        self._show()

    def action_turn(self) -> None:
        self._in_words = not self._in_words
        self._show()

    def action_race(self, by: int) -> None:
        self._which = (self._which + by) % len(self._races)
        self.action_seek(0)

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_lines_pane_picked(self, message: LinesPane.Picked) -> None:
        if isinstance(message.about, int):
            self.action_seek(message.about)
