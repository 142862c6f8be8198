"""What an operation changed, one change a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmtui.model.mm import Mm
from mmtui.model.truth import runs_of
from mmtui.model.walk import stretches, walked
from mmtui.moment import Moment
from mmtui.plain.folios import (
    Small,
    claims,
    folio_sentences,
    large_views,
    neighbours,
    page_words,
    small_folios,
    small_views,
)
from mmtui.plain.processes import entry_words, process_sentences, vma_words
from mmtui.report.folios import FolioView
from mmtui.report.tables import SAID


def changes(moment: Moment, before: Moment) -> Iterator[str]:
    """Yield what is different from the moment before: in page tables, then in counters and claims."""
    yield from _process_changes(moment, before)
    yield from _large_changes(moment, before)
    yield from _small_changes(moment, before)


# -- page tables


def _process_changes(moment: Moment, before: Moment) -> Iterator[str]:
    now, was = moment.world.mms, before.world.mms
    for name in was:
        if name not in now:
            yield f"Process {name} has exited."
    for name, mm in now.items():
        if name not in was:
            yield f"Process {name} is new."
            yield from process_sentences(mm)
        elif mm != was[name]:
            yield from _region_changes(mm, was[name])


def _region_changes(mm: Mm, old: Mm) -> Iterator[str]:
    for region, place in mm.regions.items():
        where = f"Process {mm.name}, region {region}"
        if region not in old.regions or vma_words(mm, region) != vma_words(old, region):
            yield f"{where}: now {vma_words(mm, region)}."
        was = walked(old, place) if region in old.regions else [0] * place.nr_pages
        for words in _entry_changes(walked(mm, place), was):
            yield f"{where}: {words}."


def _entry_changes(now: Sequence[int], was: Sequence[int]) -> Iterator[str]:
    pairs = [(new & SAID, old & SAID) for new, old in zip(now, was, strict=True)]
    gone = [old if old and not new else 0 for new, old in pairs]
    changed = [new if new != old else 0 for new, old in pairs]
    for stretch in stretches(gone):
        yield f"gone, {entry_words(stretch)}"
    for stretch in stretches(changed, [bool(old) for _, old in pairs]):
        yield f"{'changed' if stretch.key else 'new'}, {entry_words(stretch)}"


# -- folios


def _large_changes(moment: Moment, before: Moment) -> Iterator[str]:
    now, was = large_views(moment), large_views(before)
    for label in was:
        if label not in now:
            yield f"Folio {label} is gone."
    for label, view in now.items():
        if label not in was:
            yield "New:"
            yield from folio_sentences(view, moment.world.pages_per_pmd)
        elif view != was[label]:
            yield from _folio_changes(view, was[label])


def _folio_changes(now: FolioView, was: FolioView) -> Iterator[str]:
    yield from _row_changes(now, "mapped by", now.truth.pages, was.truth.pages)
    if now.counts is not None and was.counts is not None:
        yield from _row_changes(now, "the scheme counts", now.counts, was.counts, now.truth.pages)
    for (counter, stored), (_, before) in zip(now.per_page, was.per_page, strict=True):
        yield from _row_changes(now, counter.name, stored, before)
    for (counter, value), (_, old) in zip(now.per_folio, was.per_folio, strict=True):
        if value != old:
            yield f"{now.folio}: {counter.name} {counter.stored(value)}, was {counter.stored(old)}."
    yield from (f"{now.folio}: {words}." for words in now.held if words not in was.held)
    if was.held and not now.held:
        yield f"{now.folio}: only who maps it holds it now."
    before_ = claims(was)
    for about, sentence in claims(now).items():
        if sentence != before_.get(about):
            yield f"{now.folio}: {sentence.strip()}"


def _row_changes(
    view: FolioView, what: str, now: Sequence[int], was: Sequence[int], truth: Sequence[int] | None = None
) -> Iterator[str]:
    keys = list(zip(now, was, truth or now, strict=True))
    numbers = {key: nr for nr, key in enumerate(dict.fromkeys(keys))}
    for start, length, nr in runs_of([numbers[key] for key in keys]):
        value, old, true = list(numbers)[nr]
        if value != old:
            wrong = f", which is wrong; the truth is {true}" if value != true else ""
            yield f"{view.folio} {page_words(start, length)}: {what} {value}, was {old}{wrong}."


def _small_changes(moment: Moment, before: Moment) -> Iterator[str]:
    now, was = small_views(moment), small_views(before)
    for first, last in neighbours({nr: small for nr, small in was.items() if nr not in now}):
        yield f"{small_folios(first, last).capitalize()}: gone."
    changed = {nr: (small, was.get(nr)) for nr, small in now.items() if small != was.get(nr)}
    for first, last in neighbours(changed):
        yield f"{_small_change(small_folios(first, last), *changed[first])}."


def _small_change(label: str, now: Small, was: Small | None) -> str:
    kept = "" if now.stored is None else f"; _mapcount {now.stored}"
    held = "".join(f"; {words}" for words in now.held)
    if was is None:
        return f"New {label}: mapped by {now.entries}{kept}{held}"
    kept += f", was {was.stored}" if kept else ""
    return f"{label.capitalize()}: mapped by {now.entries}, was {was.entries}{kept}{held}"
