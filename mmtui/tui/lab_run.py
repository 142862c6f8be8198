"""A run that breaks a scheme, opened on the timeline: the panes of the play screen without a question."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from mmtui.errors import MmtuiError
from mmtui.explore.verdict import Counterexample
from mmtui.findings import Finding
from mmtui.game.session import Session
from mmtui.game.trial import Trial
from mmtui.report.text import Line, Role, Span, flowed, length, line
from mmtui.scenario.values import Machine, Scenario, Solution, Use
from mmtui.tui.boxes import entitle
from mmtui.tui.help import show_help
from mmtui.tui.keybar import Key
from mmtui.tui.keys import PLAY
from mmtui.tui.lab_bench import Bench
from mmtui.tui.lines import LinesPane
from mmtui.tui.look import Look
from mmtui.tui.looking import Looking
from mmtui.tui.panes import careful
from mmtui.tui.stage import TABS
from mmtui.tui.tables import Tables

_LOOKS = (
    "step",
    "seek",
    "go_to",
    "scheme",
    "folio",
    "page",
    "run",
    "pane",
    "other_pane",
    "ask_kernel",
    "help",
)
_KEYS = (
    Key("← →", "move", ("step(-1)", "step(1)")),
    Key("g", "go to", "go_to"),
    Key("s", "scheme", "scheme"),
    Key("a", "kernel", "ask_kernel"),
    Key("o", "go on in the sandbox", "go_on"),
    Key("?", "help", "help"),
    Key("q", "back", "leave"),
)


def session_of(bench: Bench, example: Counterexample) -> Session:
    """Return the run as a session without questions, at the operation that breaks the scheme."""
    own = bench.session.trial.scenario.machine
    scenario = Scenario(
        format=1,
        id="",
        title=example.machine.title,
        chapter=0,
        difficulty=1,
        minutes=1,
        requires=(),
        teaches="",
        brief="",
        cites=(),
        machine=Machine(
            scheme=bench.scheme,
            kernel=own.kernel,
            pages_per_pmd=example.machine.pages_per_pmd,
            rules=own.rules,
        ),
        workload=Use("script", {}),
        setup=None,
        steps=(),
        debrief="",
        solution=Solution((), ()),
        path=Path(),
        source="",
    )
    trial = Trial(
        scenario, example.ops, min(len(example.machine.setup), len(example.ops)), bench.session.trial.catalog
    )
    return Session(trial, bench.scheme, len(example.ops), len(example.ops))


class RunScreen(Looking):
    """Looks at a run; nothing is asked, and nothing is written down."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(key for key in PLAY if key.action.partition("(")[0] in _LOOKS),
        Binding("o", "go_on", "go on from this run in the sandbox: do more, undo, save it", show=False),
        Binding("escape,q,enter", "leave", "back to what was found", show=False),
    ]

    @dataclass
    class GoOn(Message):
        """The player wants to do more operations behind the run; it is a sandbox in which it was done."""

        session: Session

    def __init__(self, session: Session, found: Finding) -> None:
        self._found = found
        super().__init__(Look(session).settled())

    def show(self, look: Look) -> None:
        super().show(look)
        self.pane("title").write(careful(self._title))
        self.pane("asked").write(self._said)
        self.pane("said").write(lambda width: [])

    def show_keys(self) -> None:
        self._keys.show(_KEYS)

    def _name_panes(self) -> None:
        super()._name_panes()
        entitle(self._question, "what breaks it")

    def _title(self, width: int) -> list[Line]:
        session = self.look.session
        left = line(Span(f" what breaks {session.trial.scenario.machine.scheme}", Role.HEAD))
        right = line(
            Span(f"{session.scheme} · Linux {session.trial.scenario.machine.kernel}", Role.DIM, "scheme"),
            Span(f"   operation {session.cursor}/{len(session.ops)}  ", Role.DIM),
            Span(": menu ", Role.DIM, "menu"),
        )
        return [line(*left, " " * max(1, width - length(left) - length(right)), *right)]

    def _said(self, width: int) -> list[Line]:
        last = len(self.look.session.ops)
        text = f"{self._found.checker}, after operation {last}: {self._found.text}"
        how = "Nothing is asked here.  Look around; o goes on from here in the sandbox, q goes back."
        return [
            *flowed(line(Span(text, Role.WRONG)), width, 0),
            *flowed(line(Span(how, Role.DIM)), width, 0),
        ]

    def action_help(self) -> None:
        here = self.focused
        name = here.id if here is not None and here.id in TABS else "folio"
        keys = [*(here.BINDINGS if isinstance(here, (LinesPane, Tables)) else ()), *self.BINDINGS]
        show_help(self.app, name or "folio", keys)

    def action_go_on(self) -> None:
        """Go on with the run in the sandbox; to leave that leads back here."""
        from mmtui.game.sandbox import sandbox_after

        try:
            session = sandbox_after(self.look.session)
        except MmtuiError as error:  # the scheme is no plugin's any more
            self.tell(f"This run cannot be gone on with: {error}.")
        else:
            self.post_message(self.GoOn(session))

    def action_leave(self) -> None:
        self.dismiss(None)
