"""The last line of a screen: the keys that matter now, which can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mmtui.report.text import Line, Role, Span
from mmtui.tui.lines import Act, LinesPane

MENU = Span(": menu", Role.DIM, Act("app.command_palette"))
"""The key that has no place among those of a footer, and that can be clicked at the top right."""
MOST = 9
"""Keys that a line shows; more are not read."""


class Key(NamedTuple):
    """A key as it is shown, what it does in a word or two, and the action of the screen behind it.

    Two keys that are shown together, with a space between them, may have an action each.
    """

    shown: str
    does: str
    action: str | tuple[str, ...] | None = None

    @property
    def acts(self) -> list[tuple[str, Act | None]]:
        """The pieces that are shown, each with what a click on it does."""
        if not isinstance(self.action, tuple):
            return [(self.shown, Act(self.action) if self.action else None)]
        return [(shown, Act(action)) for shown, action in zip(self.shown.split(), self.action, strict=True)]


class KeyBar(LinesPane, inherit_bindings=False):
    """Shows as many keys as fit, the first ones first; a click does what the key does."""

    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        dock: bottom;
        background: $panel;
        padding: 0 1;
    }
    """

    def __init__(self) -> None:
        super().__init__(focusable=False)
        self._keys: Sequence[Key] | None = None

    def show(self, keys: Sequence[Key]) -> None:
        """Show these keys."""
        if keys != self._keys:
            assert len(keys) <= MOST, f"a footer shows at most {MOST} keys"
            self._keys = keys
            self.write(lambda width: [key_line(keys, width)])


def key_line(keys: Sequence[Key], width: int) -> Line:
    """Return the keys that fit into a width; the last two, help and the way out, always do.

    >>> from mmtui.report.text import plain
    >>> plain(key_line([Key("Enter", "answer", "a"), Key("h", "hint", "h"), Key("?", "help", "?")], 22))
    'h hint   ? help'
    """
    kept, gap = list(keys), 3
    while (room := width - sum(len(key.shown) + 1 + len(key.does) for key in kept)) < gap * (len(kept) - 1):
        if room >= 2 * (len(kept) - 1):
            gap = 2
        elif len(kept) > 2:
            del kept[-3]
        else:
            break
    spans: list[Span] = []
    for key in kept:
        spans += [Span(" " * gap)] if spans else []
        acts = key.acts
        for at, (shown, act) in enumerate(acts):
            spans.append(Span(f" {shown}" if at else shown, Role.HEAD, act))
        spans.append(Span(f" {key.does}", Role.DIM, acts[-1][1]))
    return tuple(spans)
