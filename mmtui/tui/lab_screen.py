"""An experiment while it runs, and what it came to; its work is done in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from mmtui.errors import MmtuiError
from mmtui.report.text import Role, Span, flowed, line
from mmtui.tui.boxed import SCROLL, BoxedScreen
from mmtui.tui.boxes import entitle
from mmtui.tui.keybar import Key
from mmtui.tui.lab_bench import Bench, Experiment, Result
from mmtui.tui.lab_lanes import LanesScreen
from mmtui.tui.lab_run import RunScreen, session_of
from mmtui.tui.lines import Writer
from mmtui.tui.panes import careful

_EVERY = 0.1
"""Seconds between two pictures of the progress."""
_STOP, _BACK = Key("Esc", "stop, and show what is known", "leave"), Key("q", "back to the list", "leave")


class LabScreen(BoxedScreen[None]):
    """Runs one experiment.  Leaving it first stops the work, and then closes what it came to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,t", "leave", "stop, or close", show=False),
        Binding("enter", "open", "open what was found", show=False),
        Binding("space", "page(1)", "one page down", show=False),
    ]

    @dataclass
    class Told(Message):
        """How far it is."""

        text: str

    @dataclass
    class Ended(Message):
        """It is over; a text says why there is no result."""

        result: Result | str

    def __init__(self, bench: Bench, experiment: Experiment) -> None:
        super().__init__()
        self._bench = bench
        self._experiment = experiment
        self._result: Result | None = None
        self._busy, self._halted, self._left = True, False, False
        self._told = 0.0

    def on_mount(self) -> None:
        entitle(self._box, f"test {self._bench.scheme} · {self._experiment.name}")
        self._begun = monotonic()
        self._show_progress("it begins")
        self.set_interval(1.0, self._tick)
        self._experimenting()

    def on_unmount(self) -> None:
        self._left = self._halted = True

    # -- the work

    @work(thread=True, group="lab")
    def _experimenting(self) -> None:
        try:
            ended: Result | str = self._experiment.run(self._tell)
        except KeyboardInterrupt:
            ended = "It was stopped before there was anything to show."
        except MmtuiError as error:
            ended = f"This cannot be done: {error}"
        except Exception as error:  # a plugin's doing, or a mistake of ours: no reason to lose the game
            ended = f"This went wrong: {type(error).__name__}: {error}"
        if not self._left:
            self.post_message(self.Ended(ended))

    def _tell(self, text: str) -> None:
        # called by the thread that works; what it raises ends the work, as Ctrl+C would
        if self._halted:
            raise KeyboardInterrupt
        if (now := monotonic()) - self._told >= _EVERY:
            self._told = now
            self.post_message(self.Told(text))

    # -- what is shown

    def on_lab_screen_told(self, message: Told) -> None:
        if self._busy:
            self._show_progress(message.text)

    def _tick(self) -> None:
        if self._busy:
            self._show_progress(self._latest)

    def _show_progress(self, text: str) -> None:
        self._latest = text
        seconds = int(monotonic() - self._begun)
        doing = "stopping" if self._halted else "running"
        lines = [line(text), line(Span(f"{doing}, {seconds} s", Role.DIM))]
        self._text.write(lambda width: [piece for each in lines for piece in flowed(each, width)])
        self._bar.show([_STOP] if not self._halted else [Key("Esc", "do not wait for it", "leave")])

    def on_lab_screen_ended(self, message: Ended) -> None:
        self._busy = False
        result = message.result
        if isinstance(result, str):
            self._text.write(_sentence(result))
            self._bar.show([_BACK])
            return
        self._result = result
        self._text.write(careful(result.write))
        self._text.scroll_to(y=0, animate=False)
        self._bar.show([Key("Enter", _opens(result), "open"), SCROLL, _BACK])

    # -- keys

    def action_leave(self) -> None:
        if self._busy and not self._halted:
            self._halted = True
            self._show_progress(self._latest)
        else:
            self.dismiss()

    def action_open(self) -> None:
        """Open the run that was found, or the race; without one close."""
        if self._busy:
            return
        result = self._result
        if result is not None and result.races:
            self.app.push_screen(LanesScreen(result.races))
        elif result is not None and result.example is not None:
            self.app.push_screen(RunScreen(session_of(self._bench, result.example), result.example.found))
        else:
            self.dismiss()


def _opens(result: Result) -> str:
    if result.races:
        return "go through it step by step" if len(result.races) == 1 else "go through them step by step"
    return "open it on the timeline" if result.example is not None else "back to the list"


def _sentence(text: str) -> Writer:
    return lambda width: flowed(line(" ".join(text.split())), width, 0)
