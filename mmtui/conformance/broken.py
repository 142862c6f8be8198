"""What is shown of a run that broke a scheme: its operations, the truth, the counters and the claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmtui.books import Said
from mmtui.counted import counted
from mmtui.model.counters import Counter
from mmtui.model.folio import Folio
from mmtui.model.ops import Op
from mmtui.model.truth import runs_of, truth_of
from mmtui.moment import Moment

_MOST = 8
"""Folios and events that are shown."""


def shown(problem: str, run: str, ops: Sequence[Op], moment: Moment) -> str:
    """Return a problem, the run up to the operation at which it shows, and the machine after it."""
    machine = f"kernel {moment.profile.name}, {moment.world.pages_per_pmd} pages in a PMD"
    lines = [f"{moment.scheme.name}: {problem}", "", f"{run} ({machine}):"]
    done = moment.n or len(ops)
    lines += [f"  {'>' if n == done else ' '} {n:>3} {op}" for n, op in enumerate(ops[:done], 1)]
    said, folios = moment.said, _folios(moment)
    lines += [] if not said else ["", "what the scheme said of each event, and what is true:"]
    lines += [f"  {_said(each)}" for each in said[:_MOST]]
    lines += [f"  and {counted(len(said) - _MOST, 'more event')}"] if len(said) > _MOST else []
    lines += [] if not folios else ["", "truth and counters after it:"]
    lines += [f"  {text}" for folio in folios[:_MOST] for text in _folio(moment, folio)]
    lines += [f"  and {counted(len(folios) - _MOST, 'more folio')}"] if len(folios) > _MOST else []
    return "\n".join(lines)


def _folios(moment: Moment) -> list[Folio]:
    alive = set(moment.world.folios())
    touched = dict.fromkeys(said.event.folio for said in moment.said)
    return [folio for folio in touched if folio in alive] or [each for each in alive if each.large]


def _said(said: Said) -> str:
    words = {None: "?", True: "yes", False: "no"}
    claim = said.claim
    counts = f"first {_number(claim.first)}, gone {_number(claim.gone)}"
    claimed = f"{counts}, last {words[claim.last]}, partly {words[claim.partly]}"
    pages = f"{counted(said.zero, 'page')} that nothing else maps"
    true = f"{pages}, entries {said.entries}, partly {words[said.partly]}"
    return f"{said.event}: says {claimed}; true: {true}"


def _number(value: int | None) -> str:
    return "?" if value is None else str(value)


def _folio(moment: Moment, folio: Folio) -> Iterator[str]:
    truth = truth_of(moment.world, folio)
    by = " ".join(sorted(truth.mms)) or "nobody"
    pages = f"entries {truth.entries}, pages {_runs(truth.pages)}"
    yield f"{folio} of {folio.nr_pages} pages: mapped by {by}, {pages}"
    for counter in moment.scheme.counters_of(folio):
        yield f"  {counter.name} {_value(moment, counter, folio)}"


def _value(moment: Moment, counter: Counter, folio: Folio) -> str:
    values = moment.books.cells.get(counter, {}).get(folio.number, 0)
    stored = f" (stored with {counter.bias:+})" if counter.bias else ""
    return (str(values) if isinstance(values, int) else _runs(values)) + stored


def _runs(values: tuple[int, ...]) -> str:
    return " ".join(f"{run.length}x{run.value}" for run in runs_of(values))
