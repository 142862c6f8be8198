"""The run under two to four schemes, beside each other on one timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from mmtui.comparing.beside import side_by_side
from mmtui.game.session import Session
from mmtui.report.beside import Beside, beside_lines, next_divergence
from mmtui.report.text import Role, Span, line
from mmtui.tui.boxed import BoxedScreen
from mmtui.tui.boxes import entitle
from mmtui.tui.help import show_help
from mmtui.tui.keybar import Key
from mmtui.tui.menus import Menu
from mmtui.tui.panes import careful

FEWEST, MOST = 2, 4

_KEYS = (
    Key("← →", "move", ("step(-1)", "step(1)")),
    Key("d", "next divergence", "divergence(1)"),
    Key("D", "the one before", "divergence(-1)"),
    Key("s", "schemes", "schemes"),
    Key("?", "help", "help"),
    Key("q", "back", "leave"),
)


class BesideScreen(BoxedScreen[None]):
    """Begins at the first operation of which a scheme says what is not true."""

    DEFAULT_CSS = """
    BesideScreen .sheet {
        width: 116;
        height: 100%;
    }
    BesideScreen #sheet-text {
        height: 1fr;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,backspace", "step(-1)", "one operation back", show=False),
        Binding("right,space", "step(1)", "one operation on", show=False),
        Binding("home", "step(-1000000)", "to the first operation", show=False),
        Binding("end", "step(1000000)", "to the last", show=False),
        Binding("d", "divergence(1)", "to the next operation in which a scheme errs", show=False),
        Binding("D", "divergence(-1)", "to the one before", show=False),
        Binding("s", "schemes", "choose the schemes", show=False),
        Binding("up", "scroll(-1)", "up", show=False),
        Binding("down", "scroll(1)", "down", show=False),
        Binding("question_mark", "help", "how to read it", show=False),
        Binding("q,escape,c", "leave", "back", show=False),
    ]

    @dataclass
    class Compared(Message):
        """The run is done under every scheme; a text says why it is not."""

        result: Beside | str

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._names = _first_choice(session)
        self._ops = session.ops if session.solved else session.ops[: session.reached]
        self._beside: Beside | None = None
        self._n = 0

    def on_mount(self) -> None:
        self._bar.show(list(_KEYS))
        self._compare()

    # -- the work

    def _compare(self) -> None:
        self._beside = None
        entitle(self._box, f"beside each other: {', '.join(self._names)}")
        self._say("running it under each of them ..." if self._ops else "Nothing was done yet.")
        if self._ops:
            self._comparing(self._names)

    @work(thread=True, exclusive=True, group="beside")
    def _comparing(self, names: tuple[str, ...]) -> None:
        trial = self._session.trial
        try:
            firsts = [trial.timeline(name)[0] for name in names]
            steps = tuple(side_by_side(self._ops, firsts))
            schemes = tuple(first.scheme for first in firsts)
            result: Beside | str = Beside(schemes, steps, trial.scenario.machine.pages_per_pmd)
        except Exception as error:  # a plugin's doing, or a mistake of ours: no reason to lose the game
            result = f"This cannot be compared: {type(error).__name__}: {error}"
        if self.is_attached:
            self.post_message(self.Compared(result))

    def on_beside_screen_compared(self, message: Compared) -> None:
        if isinstance(message.result, str):
            self._say(message.result)
            return
        self._beside = message.result
        if not self._n:
            self._n = next(iter(self._beside.divergences), len(self._ops))
        self._show()

    # -- what is shown

    def _say(self, text: str) -> None:
        self._text.write(lambda width: [line(Span(text, Role.DIM))])

    def _show(self) -> None:
        beside, n = self._beside, self._n
        if beside is not None:
            self._text.write(careful(lambda width: beside_lines(beside, n, width)))

    # -- keys

    def action_step(self, by: int) -> None:
        if self._ops:
            self._n = max(1, min(self._n + by, len(self._ops)))
            self._show()

    def action_divergence(self, by: int) -> None:
        """Go to the next operation in which a scheme errs."""
        found = next_divergence(self._beside, self._n, by) if self._beside is not None else None
        if found is None:
            where = "after" if by > 0 else "before"
            entitle(self._box, f"no scheme here says anything untrue {where} operation {self._n}")
            return
        entitle(self._box, f"beside each other: {', '.join(self._names)}")
        self._n = found
        self._show()

    def action_schemes(self) -> None:
        """Choose a scheme to take in, or to leave out."""
        known = self._session.schemes
        lines = [line(f"{'[x]' if name in self._names else '[ ]'} {name}") for name in known]
        menu = Menu("which schemes? Enter takes one in, or out", lines, 0, what="schemes")
        self.app.push_screen(menu, self._turn)

    def _turn(self, number: int | None) -> None:
        if number is None:
            return
        name = self._session.schemes[number]
        names = tuple(n for n in self._names if n != name) if name in self._names else (*self._names, name)
        if not FEWEST <= len(names) <= MOST:
            entitle(self._box, f"{FEWEST} to {MOST} schemes can be beside each other")
            return
        self._names = names
        self._compare()

    def action_help(self) -> None:
        show_help(self.app, "beside", self.BINDINGS)

    def action_leave(self) -> None:
        self.dismiss()


def _first_choice(session: Session) -> tuple[str, ...]:
    own = session.trial.scenario.machine
    names = (own.scheme, session.scheme, *own.schemes, *session.schemes)
    return tuple(dict.fromkeys(names))[: MOST if own.schemes else FEWEST + 1]
