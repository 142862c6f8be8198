"""The panes of a race: a lane of source for each CPU, what all share, the schedule, and the question."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen

from mmtui.counted import counted
from mmtui.game.grading import Outcome
from mmtui.game.racing import arena_of
from mmtui.game.session import Session
from mmtui.game.stepping import cpus_of, race_in
from mmtui.race.verdict import switches_in
from mmtui.report.lanes import Lanes, shared_lines
from mmtui.report.play import hint_lines, verdict_lines
from mmtui.report.race_source import so_far, source_lines
from mmtui.report.race_view import lanes_of, race_view
from mmtui.report.text import Line, Role, Span, fitted, flowed, line, wrapped
from mmtui.tui.boxes import Column, Row, entitle
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane
from mmtui.tui.panes import careful
from mmtui.tui.toosmall import FitsTerminal

_PANES = ("race", "lanes", "shared", "schedule", "asked", "notice")


class RaceStage(FitsTerminal, Screen[Session]):
    """Shows a race as far as it has come; nothing on it moves by itself."""

    DEFAULT_CSS = """
    RaceStage {
        #race, #schedule { height: 1; background: $panel; }
        #lanes { width: 13fr; padding: 0 1; }
        #shared { width: 7fr; padding: 0 1; border-left: solid $rule; }
        #asked-box { height: auto; max-height: 50%; border-top: solid $rule; }
        #asked { height: auto; padding: 0 1; }
        #notice { height: auto; padding: 0 1; }
    }
    """
    AUTO_FOCUS = "#shared"

    def __init__(self, session: Session) -> None:
        super().__init__()
        ask = race_in(session)
        assert ask is not None, "a race is open"
        assert session.question is not None
        self.session = session
        self.step = session.question
        self.cpus = cpus_of(ask)
        self._lanes: Lanes | None = None
        self._panes = {name: LinesPane(id=name, focusable=name == "shared") for name in _PANES}
        self._bar = KeyBar()

    def compose(self) -> ComposeResult:
        yield self._panes["race"]
        with Row():
            yield self._panes["lanes"]
            yield self._panes["shared"]
        yield self._panes["schedule"]
        yield Column(self._panes["asked"], self._panes["notice"], id="asked-box")
        yield self._bar

    def on_mount(self) -> None:
        entitle(self.query_one("#asked-box"), "question")
        self.show(self.session)

    def on_resize(self) -> None:
        self.show(self.session)

    # -- what is shown

    def show(self, session: Session) -> None:
        """Show the race as it is in a session."""
        self.session = session
        self._lanes = self._lanes_now()
        self._panes["race"].write(self._title)
        self._panes["lanes"].write(careful(self._source))
        self._panes["shared"].write(careful(self._shared))
        self._panes["schedule"].write(careful(self._schedule))
        self._panes["asked"].write(careful(self._asked))
        self._bar.show(self._keys())

    def _lanes_now(self) -> Lanes:
        return lanes_of(arena_of(self.session.trial, self.step), self.session.schedule)

    def _title(self, width: int) -> list[Line]:
        scenario = self.session.trial.scenario
        text = f" {scenario.chapter}  {scenario.title}"
        right = f"{scenario.machine.scheme} · {scenario.machine.kernel} "
        room = max(1, width - len(text) - len(right))
        return [fitted(line(Span(text, Role.HEAD), " " * room, Span(right, Role.DIM)), width)]

    def _source(self, width: int) -> list[Line]:
        assert self._lanes is not None
        return source_lines(race_view(self._lanes, len(self._lanes)), width, self._panes["lanes"].rows)

    def _shared(self, width: int) -> list[Line]:
        assert self._lanes is not None
        return shared_lines(self._lanes, len(self._lanes), width)

    def _schedule(self, width: int) -> list[Line]:
        assert self._lanes is not None
        schedule = self.session.schedule
        spans = [Span(" schedule ", Role.DIM), Span(f"{schedule or '-'} ", Role.HEAD)]
        spans += [Span(f"  {counted(switches_in(schedule), 'switch')}   ", Role.DIM)]
        return [fitted((*spans, so_far(race_view(self._lanes, len(self._lanes)))), width)]

    def _asked(self, width: int) -> list[Line]:
        lines = [line(Span(text, Role.HEAD)) for text in wrapped(self.step.prompt, width)]
        return [*lines, *verdict_lines(self.session, width), *hint_lines(self.session, width)]

    def _keys(self) -> list[Key]:
        if self.solved:
            return [Key("Enter", "go on", "go_on")]
        return [
            Key(" ".join(self.cpus), "step", tuple(f"cpu('{letter}')" for letter in self.cpus)),
            Key("Backspace", "undo", "undo"),
            Key("n", "it holds", "holds"),
            Key("h", "hint", "hint"),
            Key("w", "show me", "show_me"),
            Key("?", "help", "help"),
            Key("q", "back", "leave"),
        ]

    @property
    def solved(self) -> bool:
        """The schedule that is shown has won the race."""
        verdict = self.session.verdict
        return verdict is not None and verdict.outcome is Outcome.SOLVED

    def tell(self, text: str) -> None:
        """Say something below the question."""
        self._panes["notice"].write(lambda width: flowed(line(Span(text, Role.CHANGED)), width, 0))
