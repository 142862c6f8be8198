"""The schedule of a race in lanes: time goes down, each CPU has a column, and beside them what all share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mmtui.counted import counted
from mmtui.model.counters import Counter, Per
from mmtui.model.folio import Folio
from mmtui.race.places import folio_bits
from mmtui.race.replay import Move
from mmtui.race.stand import Stand
from mmtui.race.steps import NOTES, NR, Cell, Free, Key, Lock, Place, Take
from mmtui.race.verdict import Verdict
from mmtui.report.steps import step_words
from mmtui.report.text import Line, Role, Span, flowed, line, wrapped

_GAP = 2
_NARROW = 24
_SHOWN_NOTES = tuple(note for note in NOTES if not note.what.startswith(("the least", "the most")))


class Lanes(NamedTuple):
    """A schedule, and what it began with."""

    verdict: Verdict
    folio: Folio
    start: Mapping[Key, int]
    """Entries and counters before the first step; what is missing is 0."""
    begins: tuple[Stand, ...] = ()
    """Where each CPU stands before its first step."""

    def __len__(self) -> int:
        """How many moves there are."""
        return len(self.verdict.moves)

    def memory(self, n: int) -> Mapping[Key, int]:
        """Return everything that is shared after so many moves."""
        return self.verdict.moves[n - 1].memory if n else self.start

    def counters(self) -> tuple[Counter, ...]:
        """Return the counters that this race knows of, in the order in which they are met."""
        return tuple(dict.fromkeys(key.counter for key in _keys(self) if isinstance(key, Cell)))


# -- the lanes


class _Lane(NamedTuple):
    left: int
    width: int


def head_lines(lanes: Lanes, width: int) -> list[Line]:
    """Return what each CPU is asked to do, each above its lane."""
    rows = []
    for at, (name, text) in enumerate(zip(_cpus(lanes), lanes.verdict.race.cpus, strict=True)):
        lane = _lane(lanes, at, width)
        rows += [_in_lane(lane, piece, Role.HEAD) for piece in wrapped(f"CPU {name}: {text}", lane.width)]
    return rows


def move_rows(lanes: Lanes, n: int, width: int) -> list[Line]:
    """Return the lines of all moves, each about its number, counted from 1; those of move ``n`` are lit."""
    return [
        text
        for number, move in enumerate(lanes.verdict.moves, 1)
        for text in _move_lines(lanes, number, move, n, width)
    ]


def _move_lines(lanes: Lanes, number: int, move: Move, n: int, width: int) -> list[Line]:
    lane = _lane(lanes, _cpus(lanes).index(move.cpu), width)
    role = Role.CURSOR if number == n else Role.PLAIN if number < n else Role.DIM
    mark = f"{move.cpu}>" if number == n else f"{move.cpu} "
    lines = []
    for text in _words(move):
        for at, piece in enumerate(wrapped(text, lane.width - 4)):
            lines.append(_in_lane(lane, ("  " if at else f"{mark}") + piece, role, number))
            mark = "  "
    return lines


def _words(move: Move) -> list[str]:
    # locks as little as on the command line; where nothing else is done, they are what is done
    locks = [step_words(done) for done in move.done if isinstance(done.step, (Take, Free))]
    others = [step_words(done) for done in move.done if not isinstance(done.step, (Take, Free))]
    words = [text for text in others if text] or locks or ["goes on"]
    return [*words, *(["is done"] if move.ended else [])]


def _cpus(lanes: Lanes) -> str:
    return "abcdefgh"[: len(lanes.verdict.race.cpus)]


def _lane(lanes: Lanes, at: int, width: int) -> _Lane:
    count = len(lanes.verdict.race.cpus)
    room = (width - _GAP * (count - 1)) // count
    if room >= _NARROW:
        return _Lane(at * (room + _GAP), room)
    return _Lane(at * 2 * _GAP, width - (count - 1) * 2 * _GAP)  # where there is no room they overlap


def _in_lane(lane: _Lane, text: str, role: Role, about: int | None = None) -> Line:
    return line(Span(" " * lane.left, Role.PLAIN, about), Span(f"{text:<{lane.width}}", role, about))


# -- what is shared


def shared_lines(lanes: Lanes, n: int, width: int) -> list[Line]:
    """Return the truth and what is kept after ``n`` moves; what the last has changed is ``~`` old->new."""
    now, was = lanes.memory(n), lanes.memory(max(n - 1, 0))
    lines = [line(Span(f"after {n} of {counted(len(lanes), 'step')}", Role.HEAD)), line()]
    lines += _values("mapped by", _mapped_by(lanes, now), _mapped_by(lanes, was), Role.TRUTH, width)
    lines += _entries(lanes, now, was, width)
    lines += [line(), *_counters(lanes, now, was, width)]
    lines += _notes(lanes, now, was, width)
    if n == len(lanes):
        for reason in lanes.verdict.reasons:
            lines += [line(), *(line(Span(text, Role.WRONG)) for text in wrapped(f"! {reason}", width))]
    return lines


def _mapped_by(lanes: Lanes, memory: Mapping[Key, int]) -> list[int]:
    standing = [folio_bits(bits, lanes.folio) for key, bits in memory.items() if isinstance(key, Place)]
    return [sum(bits >> page & 1 for bits in standing) for page in lanes.folio.pages]


def _entries(lanes: Lanes, now: Mapping[Key, int], was: Mapping[Key, int], width: int) -> Iterator[Line]:
    for place in (key for key in _keys(lanes) if isinstance(key, Place)):
        bits, before = now.get(place, 0), was.get(place, 0)
        text = f"{place!r}: {_stands(place, bits, lanes.folio)}"
        mark, role = ("  ", Role.TRUTH) if bits == before else ("~ ", Role.CHANGED)
        for at, piece in enumerate(wrapped(text, width - 4)):
            yield line(Span((mark if not at else "    ") + piece, role))


def _stands(place: Place, bits: int, folio: Folio) -> str:
    if bits >> folio.nr_pages & 1:
        return "PMD"
    return "".join(str(page % 10) if bits >> page & 1 else "." for page in place.pages)


def _counters(lanes: Lanes, now: Mapping[Key, int], was: Mapping[Key, int], width: int) -> Iterator[Line]:
    for counter in lanes.counters():
        pages = lanes.folio.pages if counter.per is Per.PAGE else range(1)
        values, before = ([memory.get(Cell(counter, page), 0) for page in pages] for memory in (now, was))
        yield from _values(counter.name, values, before, Role.BELIEF, width, counter)


def _values(
    name: str, now: list[int], was: list[int], role: Role, width: int, counter: Counter | None = None
) -> list[Line]:
    same = now == was
    means = " means" if counter is not None and counter.bias else ""  # the name alone is what is stored
    spans = [Span(f"{'  ' if same else '~ '}{name}{means} ", role if same else Role.CHANGED)]
    for value, before in zip(now, was, strict=True):
        changed = value != before
        spans.append(
            Span(f" {before}->{value}" if changed else f" {value}", Role.CHANGED if changed else role)
        )
    if counter is None:
        spans.append(Span("  truth", role))
    elif counter.bias:
        spans.append(Span(f" (stored {' '.join(str(counter.stored(value)) for value in now)})", Role.DIM))
    return flowed(tuple(spans), width)


def _notes(lanes: Lanes, now: Mapping[Key, int], was: Mapping[Key, int], width: int) -> Iterator[Line]:
    for note in _SHOWN_NOTES:
        value, before = now.get(note, 0), was.get(note, 0)
        if note is NR or value or before:
            mark, role = ("  ", Role.DIM) if value == before else ("~ ", Role.CHANGED)
            for at, piece in enumerate(wrapped(f"{note.what}: {value}", width - 4)):
                yield line(Span((mark if not at else "    ") + piece, role))
    for lock in (key for key in _keys(lanes) if isinstance(key, Lock)):
        if held := now.get(lock, 0):
            yield line(Span(f"  {lock!r}: {'taken' if held < 0 else counted(held, 'reader')}", Role.DIM))


def _keys(lanes: Lanes) -> dict[Key, None]:
    keys = dict.fromkeys(lanes.start)
    for move in lanes.verdict.moves:
        keys |= dict.fromkeys(move.memory)
    return keys
