"""The smallest app with a list that keys move through."""

from textual.app import App, ComposeResult
from textual.widgets import OptionList


class Options(App[None]):
    BINDINGS = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield OptionList(*(f"option {number:03}" for number in range(200)))


if __name__ == "__main__":
    Options().run()
