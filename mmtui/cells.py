"""The values of a scheme's counters while operations run, and how a scheme's steps change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from mmtui.books import Left
from mmtui.fault import misbehaved
from mmtui.model.counters import Access, Counter, Do, Per, Values
from mmtui.model.folio import LARGE, Folio, folio_of

MAX_STEPS = 100_000
"""Steps of one event; a scheme that takes more is taken to loop for ever."""

Row: TypeAlias = dict[int, Any]
"""Values of one counter by folio number: of a large folio one for each page, if the counter is in each."""


Field: TypeAlias = tuple[Row, bool, int]
"""What a step asks of a counter: its values, whether each page of a large folio has one, where it ends."""


class Cells:
    """Every counter of a scheme; ``other_step`` does what is no access to one, and returns its answer."""

    def __init__(
        self,
        counters: Iterable[Counter],
        values: Mapping[Counter, Mapping[int, Values]],
        other_step: Callable[[object], int],
    ) -> None:
        self.fields: dict[Counter, Field] = {
            counter: (dict(values.get(counter, {})), counter.per is Per.PAGE, counter.fitting.stop)
            for counter in counters
        }
        self.atomics = 0
        """Atomic read-modify-writes that were done here."""
        self.wrong: list[Left] = []
        """Counters that went below zero, wrapped, or were left over when their folio was freed."""
        self._other_step = other_step
        self._thawed: list[tuple[Row, int]] = []

    def frozen(self) -> dict[Counter, Mapping[int, Values]]:
        """Return the values as they are now."""
        for row, number in self._thawed:
            if number in row:
                row[number] = tuple(row[number])
        self._thawed.clear()
        return {counter: dict(row) for counter, (row, *_) in self.fields.items()}

    def perform(self, send: Callable[[Any], Any], answer: Any) -> Any:
        """Do what a scheme does, at most MAX_STEPS steps; return the answer to the last.

        One loop without calls, for it runs once for every atomic: calls would double its time.
        """
        fields, atomics, step = self.fields, 0, None
        try:
            for _ in range(MAX_STEPS):
                step = send(answer)
                if type(step) is not tuple:
                    answer = self._other_step(step)
                    continue
                do, counter, number, page, value = step
                field = fields.get(counter)
                if field is None or page < 0:
                    raise misbehaved(f"uses {counter!r}, page {page}: no such counter is declared")
                (row, of_pages, end), pages = field, None
                if of_pages and number & LARGE:
                    pages = row.get(number)
                    if type(pages) is not list:
                        pages = self._thaw(row, number)
                    old = pages[page]
                elif page:
                    raise misbehaved(f"uses {counter!r} of page {page}: there is only one")
                else:
                    old = row.get(number, 0)
                if do is _ADD:
                    atomics += 1
                    value = answer = old + value
                else:
                    answer = old
                    if do is _READ:
                        continue
                    atomics += do is not _SET
                    if do is _ADD_UNLESS:
                        more, unless = value
                        value = answer = old if old == unless else old + more
                if not 0 <= value < end:
                    value = self._out_of_range(step, value)
                    if do is _ADD:
                        answer = value
                if pages is None:
                    row[number] = value
                else:
                    pages[page] = value
        except ValueError:
            if type(step) is tuple and len(step) != 5:
                raise misbehaved(f"yielded {step!r}; a step is a counter access or a scan()") from None
            raise
        finally:
            self.atomics += atomics
        return answer

    def forget(self, freed: Iterable[Folio]) -> None:
        """Drop the counters of folios that were freed; what is not zero is ``wrong``."""
        for counter, (row, *_) in self.fields.items():
            for folio in freed:
                left = row.pop(folio.number, 0)
                # of a file's folio nothing clears a flag before it is freed
                if left and (folio.anon or counter.bits > 1):
                    self._note_left(folio, counter, left)

    def _thaw(self, row: Row, number: int) -> list[int]:
        pages = row[number] = list(row.get(number) or [0] * folio_of(number).nr_pages)
        self._thawed.append((row, number))
        return pages

    def _out_of_range(self, step: Access, value: int) -> int:
        # what the field keeps; below zero a value may be stored, but nothing can be counted
        do, counter, number, page, _ = step
        if not isinstance(value, int):
            raise misbehaved(f"stores {value!r} in {counter!r}; a counter counts whole numbers")
        kept = counter.wrapped(value)
        if kept != value:
            self.wrong.append(Left(folio_of(number), counter, page, kept, wrapped_from=value))
        elif do is _ADD:
            self.wrong.append(Left(folio_of(number), counter, page, kept))
        return kept

    def _note_left(self, folio: Folio, counter: Counter, value: int | list[int] | tuple[int, ...]) -> None:
        values = (value,) if isinstance(value, int) else value
        self.wrong += [Left(folio, counter, page, left) for page, left in enumerate(values) if left]


_ADD, _ADD_UNLESS, _SET, _READ = Do.ADD, Do.ADD_UNLESS, Do.SET, Do.READ
