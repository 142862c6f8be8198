"""The kernel under us is asked what the model was asked; its answer stands over the play screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from mmtui.counted import counted
from mmtui.errors import MmtuiError, ScriptError
from mmtui.game.session import Session
from mmtui.live.inquiry import Answer, Here, Inquiry, inquiry
from mmtui.live.inquiry_text import answer_lines, question_lines
from mmtui.live.kernel import Asking, Kernel
from mmtui.live.states import Record
from mmtui.report.text import Line, Role, Span, flowed, line
from mmtui.tui.boxed import SCROLL, BoxedScreen
from mmtui.tui.boxes import entitle
from mmtui.tui.keybar import Key
from mmtui.tui.lines import Writer
from mmtui.tui.panes import careful

_CLOSE, _CANCEL = Key("q", "close", "dismiss"), Key("a", "or Esc: stop asking", "dismiss")
_OR_ENTER = Key("Enter", "go on", "dismiss")


class KernelScreen(BoxedScreen[None]):
    """Asks, once it may; whoever leaves it ends what was asked.  The game underneath stays as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,escape,q", "dismiss", "stop asking, or close", show=False),
        Binding("enter", "enter", "set what has to be set, and ask; or close", show=False),
        Binding("space", "page(1)", "one page down", show=False),
    ]

    @dataclass
    class Done(Message):
        """So many operations were done."""

        count: int

    @dataclass
    class Answered(Message):
        """The kernel has answered."""

        answer: Answer

    @dataclass
    class Failed(Message):
        """It has not, and why."""

        problem: str

    def __init__(self, session: Session, kernel: Kernel) -> None:
        super().__init__()
        self._session = session
        self._kernel = kernel
        self._inquiry: Inquiry | None = None
        self._asking: Asking | None = None
        self._begun = self._left = False

    def on_mount(self) -> None:
        entitle(self._box, "the kernel under you")
        try:
            self._inquiry = self._prepared()
        except MmtuiError as error:
            self._say(_sentence(str(error)), _OR_ENTER, _CLOSE)
        else:
            if self._inquiry.wanted:
                self._confirm(self._inquiry)
            else:
                self._begin()

    def on_unmount(self) -> None:
        self._left = True
        if self._asking is not None:
            self._asking.cancel()

    def _prepared(self) -> Inquiry:
        """Return what is asked; raise ``MmtuiError`` with a sentence for the player if it cannot be."""
        if missing := self._kernel.problem():
            raise MmtuiError(f"To ask the kernel under you takes {missing}. The game goes on without it.")
        try:
            return inquiry(self._session, Here(self._kernel.build(), self._kernel.settings()))
        except ScriptError as error:
            which = f"operation {error.line}" if error.line else "one of the operations"
            problem = f"The running kernel cannot be asked for {which}: {error.problem}"
            raise MmtuiError(problem) from None

    # -- what is shown

    def _say(self, writer: Writer, *keys: Key) -> None:
        self._text.write(careful(writer))
        self._text.scroll_to(y=0, animate=False)
        self._bar.show(keys)

    def _confirm(self, asked: Inquiry) -> None:
        entitle(self._box, "the kernel under you · may this be set?")
        set_, leave = Key("Enter", "set it, ask, put it back", "enter"), Key("q", "leave it", "dismiss")
        self._say(lambda width: question_lines(asked, width), set_, SCROLL, leave)

    def _progress(self, count: int) -> None:
        size = self._inquiry.size if self._inquiry is not None else 0
        self._say(_sentence(f"asking: {count} of {counted(size, 'operation')} done"), _CANCEL)

    # -- asking

    def _begin(self) -> None:
        self._begun = True
        entitle(self._box, "the kernel under you")
        self._progress(0)
        self._ask()

    @work(thread=True, group="kernel")
    def _ask(self) -> None:
        asked = self._inquiry
        assert asked is not None, "it was prepared"
        try:
            with self._kernel.ask(asked.script) as self._asking:
                states = self._heard(self._asking)
            if not self._left:
                self.post_message(self.Answered(asked.answered(states)))
        except (MmtuiError, OSError) as error:
            self._fail(str(error))
        except Exception as error:  # a mistake of ours, which is no reason to lose the game
            self._fail(f"{type(error).__name__}: {error}")

    def _fail(self, problem: str) -> None:
        if not self._left:
            self.post_message(self.Failed(problem))

    def _heard(self, asking: Asking) -> list[list[Record]]:
        states: list[list[Record]] = []
        if self._left:  # before there was something to cancel
            asking.cancel()
        for state in asking.states():
            states.append(state)
            self.post_message(self.Done(len(states) - 1))
        return states

    def on_kernel_screen_done(self, message: Done) -> None:
        self._progress(message.count)

    def on_kernel_screen_answered(self, message: Answered) -> None:
        self._say(lambda width: answer_lines(message.answer, width), SCROLL, _OR_ENTER, _CLOSE)

    def on_kernel_screen_failed(self, message: Failed) -> None:
        self._say(_sentence(f"The kernel could not be asked: {message.problem}"), _OR_ENTER, _CLOSE)

    # -- keys

    def action_enter(self) -> None:
        if self._inquiry is not None and not self._begun:
            self._begin()
        else:
            self.dismiss()


def _sentence(text: str) -> Callable[[int], list[Line]]:
    return lambda width: flowed(line(Span(text, Role.PLAIN)), width, 0)
