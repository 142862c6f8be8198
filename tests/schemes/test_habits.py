"""What a scheme does to small folios is remembered; nothing may come out otherwise than when it is asked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from mmtui import NOTHING, Claim, Counter, Moment, Per, Scheme, parse_script
from mmtui.habits import Habits
from mmtui.kernel.profile import kernel_with, profile_of

SMALL = "set thp never\nproc A\nA mmap r anon 96\n"
SCRIPTS = {
    "written and dropped": SMALL + "A write r\nA dontneed r\n" * 3,
    "forked and copied": SMALL
    + "A write r\nA fork B\nB fork C\nA write r 0 64\nB write r 32 96\nC exit\nB exit",
    "moved and cut": SMALL
    + "A write r\nA mprotect r 30 60 ro\nA mremap r 60 96 to=s\nA munmap r 10 40\nA exit",
    "of a file": "memfd f 96\nproc A\nA mmap p memfd:f 96 private\nA read p\nA write p 0 64\nA fork B\n"
    "B read p\nB write p 32 96\nA dontneed p\nA mmap s memfd:f 96 shared\nA write s\nB exit",
}
SCHEMES = (
    "per-page",
    "double-map",
    "nr-pages-mapped",
    "large-mapcount",
    "mm-owners",
    "no-page-mapcount",
    "vma-count",
    "vma-count-partial",
    "zero-one-two-many",
    "vma-table-count",
    "rmap-ids",
    "total-mapped-pages",
)


class Small(Scheme):
    """Counts the entries of each page; what is below does so in its own way."""

    name = "small"
    _mapcount = Counter(Per.PAGE)

    def map_ptes(self, folio, pages, vma):
        return Claim(first=int((yield self._mapcount.inc(folio)) == 1))

    def unmap_ptes(self, folio, pages, vma):
        return Claim(gone=int((yield self._mapcount.dec(folio)) == 0))


class AsksWhich(Small):
    """Every third folio is counted three times."""

    def map_ptes(self, folio, pages, vma):
        yield self._mapcount.add(folio, 2 * (folio.serial % 3 == 0))
        return (yield from super().map_ptes(folio, pages, vma))


class AsksWhichAndHidesIt(Small):
    def map_ptes(self, folio, pages, vma):
        try:
            more = 2 * (folio.label in ("s3", "s30", "s33"))
        except:  # noqa: E722  # as badly as it can be done
            more = 0
        yield self._mapcount.add(folio, more)
        return (yield from super().map_ptes(folio, pages, vma))


class LooksItUp(Small):
    def map_ptes(self, folio, pages, vma):
        yield self._mapcount.add(folio, {64 * 20 | 1: 2}.get(folio.number, 0))
        return (yield from super().map_ptes(folio, pages, vma))


class AsksForItsTruth(Small):
    def map_ptes(self, folio, pages, vma):
        yield self._mapcount.add(folio, 0 if folio.number else 2)
        return (yield from super().map_ptes(folio, pages, vma))


class ComparesFolios(Small):
    def map_ptes(self, folio, pages, vma):
        yield self._mapcount.add(folio, 2 * any(folio == other for other in FAVOURITES))
        return (yield from super().map_ptes(folio, pages, vma))


class GoesBelowZero(Small):
    def unmap_ptes(self, folio, pages, vma):
        yield self._mapcount.add(folio, -2)
        return Claim(gone=1)


class Wraps(Small):
    _narrow = Counter(bits=2)

    def map_ptes(self, folio, pages, vma):
        yield self._narrow.add(folio, 2)
        return (yield from super().map_ptes(folio, pages, vma))


class ReadsWhatItStored(Small):
    """Everything that can be done with a counter, each time going by the answer."""

    _other = Counter()

    def map_ptes(self, folio, pages, vma):
        before = yield self._other.exchange(folio, 7)
        yield self._other.set(folio, before + (yield self._mapcount.read(folio)))
        added = yield self._other.add_unless(folio, 3, unless=3)
        return Claim(first=added, last=(yield self._mapcount.inc(folio)) > 1)


class SaysNothing(Small):
    def map_ptes(self, folio, pages, vma):
        yield self._mapcount.inc(folio)
        return NOTHING


class SaysPartly(Small):
    def unmap_ptes(self, folio, pages, vma):
        yield self._mapcount.dec(folio)
        return Claim(gone=1, partly=True)


class BreaksLate(Small):
    """At a folio that comes long after the first."""

    def map_ptes(self, folio, pages, vma):
        if folio.serial == 50:
            raise SystemExit("fifty")
        return (yield from super().map_ptes(folio, pages, vma))


def _favourites():
    from mmtui.model.folio import folio_number, folio_of

    return [folio_of(folio_number(serial, 0, anon=True)) for serial in (20, 40, 70)]


FAVOURITES = _favourites()
STRANGE = (
    AsksWhich,
    AsksWhichAndHidesIt,
    LooksItUp,
    AsksForItsTruth,
    ComparesFolios,
    GoesBelowZero,
    Wraps,
    ReadsWhatItStored,
    SaysNothing,
    SaysPartly,
    BreaksLate,
)


def run(kind: type[Scheme], script: str) -> list[Moment]:
    """Each moment of a script, then the end of it in one go, as a timeline makes them."""
    first = Moment.first(kind(), profile_of(kernel_with(kind.name)), 16)
    moments, ops = [first], parse_script(script)
    for op in ops:
        moments.append(moments[-1].after(op))
    return [*moments, first.after(*ops)]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Moment]]:
    """Run a script with a scheme that is asked at every event."""

    def asked(kind: type[Scheme], script: str) -> list[Moment]:
        with monkeypatch.context() as patch:
            patch.setattr(Habits, "claim", lambda *_: None)
            return run(kind, script)

    return asked


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("name", SCHEMES)
def test_every_moment_is_as_if_the_scheme_had_been_asked(schemes, asked, name, script):
    assert run(schemes[name], script) == asked(schemes[name], script)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("kind", STRANGE, ids=lambda kind: kind.__name__)
def test_also_for_a_scheme_that_is_not_like_others(asked, kind, script):
    assert run(kind, script) == asked(kind, script)


@pytest.mark.parametrize("name", ["double-map", "large-mapcount", "mm-owners", "no-page-mapcount"])
def test_kernels_schemes_are_hardly_asked_about_small_pages(schemes, name):
    calls = count()

    class Counted(schemes[name]):
        def new_ptes(self, folio, pages, vma):
            next(calls)
            return super().new_ptes(folio, pages, vma)

    start = Moment.first(Counted(), profile_of(kernel_with(name)), 512)
    end = start.after(*parse_script(SMALL.replace("96", "512") + "A write r"))
    assert len(end.said) == 512
    assert next(calls) < 20


def test_a_scheme_that_goes_by_something_else_is_found_out_and_asked(monkeypatch):
    """It breaks the rule that it keeps nothing; the run goes on, and nothing is taken from another way."""
    turns = count()

    class Moody(Small):
        _other = Counter()

        def map_ptes(self, folio, pages, vma):
            for _ in range(next(turns) % 3):
                yield self._other.read(folio)
            yield self._other.set(folio, next(turns))
            return Claim(first=1)

    last = run(Moody, SCRIPTS["forked and copied"])[-1]
    assert last.fault is None
    assert last.result.ok
