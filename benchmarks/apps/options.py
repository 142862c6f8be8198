"""The smallest app with a list that keys move through."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import OptionList


class Options(App[None]):
    BINDINGS: ClassVar = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield OptionList(*(f"option {number:03}" for number in range(200)))


if __name__ == "__main__":
    Options().run()
