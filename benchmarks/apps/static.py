"""The smallest app that Textual can be: one line of text, and q to quit."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Static


class Smallest(App[None]):
    BINDINGS: ClassVar = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Static("the first frame is complete")


if __name__ == "__main__":
    Smallest().run()
