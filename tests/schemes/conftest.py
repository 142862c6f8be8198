"""Plugins as they stand in the repository, and a machine whose mappings are made by hand."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from mmtui import Checker, Folio, Moment, Question, Scheme, Truth, Vma, What, parse_script, truth_of
from mmtui.books import Books, Cost, Said
from mmtui.kernel import maps, rmap
from mmtui.kernel.draft import Draft, ThawedMm
from mmtui.kernel.fork import fork
from mmtui.kernel.profile import OWN_RULES, Rules, profile_of
from mmtui.ledger import Ledger
from mmtui.model.mm import Mm
from mmtui.model.world import World

PLUGINS = Path(__file__).parents[2] / "plugins"
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
CHECKERS = ("last-unmap", "partial-mapping", "never-negative", "page-mapcount")


class Bench:
    """One folio, and processes that map it as a test asks, whether or not a kernel could get there.

    A process has one VMA at ``at`` for the whole folio; another ``at`` gives it another VMA.
    Each method returns what it cost.
    """

    def __init__(self, scheme: Scheme, pages: int = 16, *, anon: bool = True, small: bool = False) -> None:
        self.scheme = scheme
        self.profile = profile_of("6.1")
        self.draft = Draft(World(pages), self.profile)
        self.ledger = Ledger(scheme, Books(), self.draft)
        self.folio = self.draft.new_folio(order=0 if small else pages.bit_length() - 1, anon=anon)

    def ptes(
        self,
        process: str,
        start: int = 0,
        end: int | None = None,
        *,
        at: int = 0,
        what: What = What.MAP_PTES,
    ) -> Cost:
        mm, vma = self._vma(process, at)
        pages = range(start, self.folio.nr_pages if end is None else end)
        return self._run(rmap.map_ptes(self.draft, mm, vma, at + start, self.folio, pages, 0, what))

    def pmd(self, process: str, *, what: What = What.MAP_PMD) -> Cost:
        mm, vma = self._vma(process, 0)
        return self._run(rmap.map_pmd(self.draft, mm, vma, 0, self.folio, 0, what))

    def fork(self, process: str, child: str) -> Cost:
        return self._run(fork(self.draft, self._mm(process), child))

    def split(self, process: str) -> Cost:
        mm, vma = self._vma(process, 0)
        return self._run(rmap.split_pmd(self.draft, mm, vma, 0))

    def unmap(self, process: str, start: int = 0, end: int | None = None, *, at: int = 0) -> Cost:
        mm, vma = self._vma(process, at)
        end = self.folio.nr_pages if end is None else end
        return self._run(rmap.zap(self.draft, mm, vma, at + start, at + end))

    def exit(self, process: str) -> Cost:
        return self._run(maps.exit_mm(self.draft, self._mm(process)))

    def _run(self, events: rmap.Events) -> Cost:
        before = self.ledger.cost
        self.ledger.follow(events)
        assert self.ledger.fault is None, str(self.ledger.fault)
        return self.ledger.cost.since(before)

    def _mm(self, process: str) -> ThawedMm:
        mm = self.draft.mm(process)
        return mm if mm is not None else self.draft.add_mm(Mm(process, self.draft.pages_per_pmd))

    def _vma(self, process: str, at: int) -> tuple[ThawedMm, Vma]:
        mm = self._mm(process)
        vma = mm.vma_at(at)
        if vma is None:
            anon = self.folio.anon
            vma = Vma(
                at,
                at + self.folio.nr_pages,
                process,
                "r",
                file=None if anon else "m",
                shared=not anon,
                anon_vma=self.draft.new_anon_vma() if anon else None,
                ident=self.draft.new_vma_ident(),
                mm_id=mm.mm_id,
            )
            mm.vmas.append(vma)
        return mm, vma

    # -- what came of it

    @property
    def moment(self) -> Moment:
        """The machine now; it says what it said of the last step."""
        return Moment(
            self.draft.frozen(),
            self.ledger.frozen(),
            self.scheme,
            self.profile,
            said=tuple(self.ledger.said),
            wrong=tuple(self.ledger.wrong),
        )

    @property
    def truth(self) -> Truth:
        return truth_of(self.draft.frozen(), self.folio)

    @property
    def last(self) -> Said:
        return self.ledger.said[-1]

    @property
    def entries(self) -> int | None:
        return self.moment.ask(Question.FOLIO_MAPCOUNT, self.folio)

    @property
    def shared(self) -> int | None:
        return self.moment.ask(Question.SHARED, self.folio)

    @property
    def nr_mapped(self) -> int | None:
        return self.moment.books.spoken[self.folio.number].nr_mapped

    @property
    def queued(self) -> bool:
        return self.moment.books.spoken[self.folio.number].queued

    def page(self, page: int) -> int | None:
        return self.moment.ask(Question.PAGE_MAPCOUNT, self.folio, page)

    def value(self, counter: str, page: int = 0) -> int:
        return self.values(counter)[page]

    def values(self, counter: str) -> tuple[int, ...]:
        found = next(c for c in self.scheme.counters() if c.name == counter)
        return self.ledger.frozen().values(found, self.folio)


def _load(name: str) -> ModuleType:
    stem = name.replace("-", "_")
    spec = importlib.util.spec_from_file_location(f"mmtui_plugins.{stem}", PLUGINS / f"{stem}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def schemes() -> dict[str, type[Scheme]]:
    """The schemes of this folder by name, each loaded from its file."""
    return {name: _load(name).register_schemes()[0] for name in SCHEMES}


@pytest.fixture(scope="session")
def checkers() -> tuple[Checker, ...]:
    return tuple(_load(name).register_checkers()[0]() for name in CHECKERS)


@pytest.fixture
def bench(schemes: dict[str, type[Scheme]]) -> Callable[..., Bench]:
    def bench(scheme: str | type[Scheme], pages: int = 16, **kind: bool) -> Bench:
        return Bench((schemes[scheme] if isinstance(scheme, str) else scheme)(), pages, **kind)

    return bench


@pytest.fixture(scope="session")
def moments(schemes: dict[str, type[Scheme]]) -> Callable[..., Iterator[Moment]]:
    """Run a script and yield the machine after each operation."""

    def moments(
        scheme: str | type[Scheme],
        script: str,
        pages: int = 16,
        kernel: str = "6.1",
        rules: Rules = OWN_RULES,
    ) -> Iterator[Moment]:
        kind = schemes[scheme] if isinstance(scheme, str) else scheme
        moment = Moment.first(kind(), profile_of(kernel, rules), pages)
        for op in parse_script(script):
            moment = moment.after(op)
            yield moment

    return moments


@pytest.fixture(scope="session")
def ran(moments: Callable[..., Iterator[Moment]]) -> Callable[..., Moment]:
    """Run a script whose every operation must succeed and return the machine at its end."""

    def ran(scheme: str | type[Scheme], script: str, pages: int = 16, kernel: str = "6.1") -> Moment:
        for moment in moments(scheme, script, pages, kernel):
            assert moment.result.ok, f"{moment.op}: {moment.result}"
        return moment

    return ran


@pytest.fixture(scope="session")
def findings(checkers: tuple[Checker, ...]) -> Callable[[Moment], list[str]]:
    """Everything that any checker says of a moment."""

    def findings(moment: Moment) -> list[str]:
        return [sentence for checker in checkers for sentence in checker.check(moment)]

    return findings


@pytest.fixture(scope="session")
def the_folio() -> Callable[[Moment], Folio]:
    """The only large folio there is."""

    def the_folio(moment: Moment) -> Folio:
        (folio,) = (folio for folio in moment.world.folios() if folio.large)
        return folio

    return the_folio
