"""What a terminal would show: pyte, taught the sequences that today's programs send beside it."""

from __future__ import annotations

import re

import pyte

_SEQUENCE = re.compile(
    rb"\x1b(?:"
    rb"(?P<text>[PX^_](?:[^\x1b]|\x1b[^\\])*\x1b\\"  # DCS, SOS, PM, APC: pyte would print them
    rb"|\](?:[^\x07\x1b]|\x1b[^\\])*(?:\x07|\x1b\\))"  # OSC
    rb"|\[(?P<prefix>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<inter>[ -/]*)(?P<final>[@-~])"
    rb")"
)
_UNFINISHED = re.compile(
    rb"\x1b(?:[PX^_](?:[^\x1b]|\x1b[^\\])*\x1b?|\](?:[^\x07\x1b]|\x1b[^\\])*\x1b?|\[[<=>?]?[0-9;:]*[ -/]*)?\Z"
)
_QUERY = re.compile(rb"\x1b\[(?:(?P<status>[56])n|0?(?P<attributes>c)|\?(?P<mode>\d+)\$p)")
_SYNCHRONIZED, _ALTERNATE, _APPLICATION_CURSOR = b"2026", b"1049", b"1"


class Emulator:
    """A screen that bytes are fed to.

    >>> screen = Emulator(20, 2)
    >>> screen.feed(b"pages \\x1b[1m512\\x1b[0m"), screen.feed(b""), screen.text().strip()
    (True, False, 'pages 512')
    """

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self.bytes = 0
        """How many were fed."""
        self.application_cursor = False
        """Whether arrow keys are sent as SS3."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""
        self._held = self._changed = False
        self._seen = [self._row(y) for y in range(rows)]
        self._cursor: tuple[int, int] | None = None

    def feed(self, data: bytes) -> bool:
        """Take what a program wrote; return whether what is to be seen has changed.

        Characters, colours and the visible cursor count.  What changes inside a synchronized update
        (DECSET 2026) is seen at its end, as terminals do it.
        """
        self.bytes += len(data)
        data = self._rest + data
        cut = _UNFINISHED.search(data)
        data, self._rest = (data[: cut.start()], data[cut.start() :]) if cut else (data, b"")
        self._stream.feed(_SEQUENCE.sub(self._understood, data))
        self._changed |= self._differs()
        if self._held:
            return False
        changed, self._changed = self._changed, False
        return changed

    def text(self) -> str:
        """Return the screen as lines without colours."""
        # the second cell of a wide character holds "" and adds nothing
        rows = (self._screen.buffer[y] for y in range(self.rows))
        return "\n".join("".join(row[x].data for x in range(self.columns)).rstrip() for row in rows)

    def answers(self, asked: bytes) -> bytes:
        """Return what a terminal answers to the queries in some bytes, so that nobody waits for it."""
        return b"".join(map(self._answer, _QUERY.finditer(asked)))

    def _answer(self, query: re.Match[bytes]) -> bytes:
        if query["status"] == b"5":
            return b"\x1b[0n"
        if query["status"]:
            return b"\x1b[%d;%dR" % (self._screen.cursor.y + 1, self._screen.cursor.x + 1)
        if query["attributes"]:
            return b"\x1b[?62;22c"
        known = query["mode"] == _SYNCHRONIZED
        return b"\x1b[?%b;%d$y" % (query["mode"], 2 if known else 0)

    def _understood(self, sequence: re.Match[bytes]) -> bytes:
        """Return what pyte is told instead of a sequence, and note the modes it does not know."""
        if sequence["text"] is not None:
            return b""
        prefix, numbers, final = sequence["prefix"], sequence["numbers"], sequence["final"]
        if prefix == b"?" and final in b"hl" and not sequence["inter"]:
            return self._mode(numbers.split(b";"), final == b"h") or sequence[0]
        if prefix or sequence["inter"]:
            return b""
        return b"\x1b[" + re.sub(rb":[0-9:]*", b"", numbers) + final

    def _mode(self, modes: list[bytes], on: bool) -> bytes:
        if _SYNCHRONIZED in modes:
            self._held = on
        if _APPLICATION_CURSOR in modes:
            self.application_cursor = on
        return b"\x1b[r\x1b[2J\x1b[H" if _ALTERNATE in modes and on else b""

    def _differs(self) -> bool:
        changed = False
        for y in self._screen.dirty:
            if y < self.rows and (row := self._row(y)) != self._seen[y]:
                self._seen[y], changed = row, True
        self._screen.dirty.clear()
        cursor = self._screen.cursor
        place = None if cursor.hidden else (cursor.x, cursor.y)
        changed |= place != self._cursor
        self._cursor = place
        return changed

    def _row(self, y: int) -> tuple[pyte.screens.Char, ...]:
        row = self._screen.buffer[y]
        return tuple(row[x] for x in range(self.columns))
