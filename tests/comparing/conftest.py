from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from mmtui import Claim, Counter, Moment, Question, Scheme, parse_script
from mmtui.catalog import Catalog, Sources, bundled, load_catalog
from mmtui.comparing.beside import Step, side_by_side
from mmtui.kernel.profile import profile_of


class Sum(Scheme):
    """Right: counts entries."""

    name = "sum"
    exact = frozenset({Question.FOLIO_MAPCOUNT, Question.MAPPED, Question.LAST_OF_FOLIO})

    entries = Counter()

    def map_ptes(self, folio, pages, vma):
        yield self.entries.add(folio, len(pages))
        return Claim()

    def unmap_ptes(self, folio, pages, vma):
        left = yield self.entries.add(folio, -len(pages))
        return Claim(last=left == 0)

    def map_pmd(self, folio, vma):
        yield self.entries.inc(folio)
        return Claim()

    def unmap_pmd(self, folio, vma):
        left = yield self.entries.dec(folio)
        return Claim(last=left == 0)

    def folio_mapcount(self, folio):
        return (yield self.entries.read(folio))

    def mapped(self, folio):
        return (yield self.entries.read(folio)) > 0


class CallsEachTheLast(Sum):
    """Calls every unmap the last."""

    name = "each-the-last"

    def unmap_ptes(self, folio, pages, vma):
        yield self.entries.add(folio, -len(pages))
        return Claim(last=True)


class GuessesTheLast(CallsEachTheLast):
    """The same, but does not claim to know."""

    name = "guesses-the-last"
    exact = frozenset({Question.FOLIO_MAPCOUNT})
    estimates = frozenset({Question.LAST_OF_FOLIO})


class NeverShared(Sum):
    """Promises not to overlook sharing, and always does."""

    name = "never-shared"
    estimates = frozenset({Question.SHARED})
    never_misses = frozenset({Question.SHARED})

    def shared(self, folio):
        yield self.entries.read(folio)
        return False


class Breaks(Sum):
    """Raises at the first unmap."""

    name = "breaks"

    def unmap_ptes(self, folio, pages, vma):
        raise RuntimeError("no luck")


class BreaksWhenAsked(Sum):
    """Counts, and raises when it is asked."""

    name = "breaks-when-asked"

    def mapped(self, folio):
        raise RuntimeError("do not ask")


@pytest.fixture(scope="session")
def kinds() -> SimpleNamespace:
    """The schemes above: a right one, and others with one mistake each."""
    made = (Sum, CallsEachTheLast, GuessesTheLast, NeverShared, Breaks, BreaksWhenAsked)
    return SimpleNamespace(**{kind.__name__: kind for kind in made})


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The built-in plugins and no others."""
    return load_catalog(Sources(bundled("plugins")))


@pytest.fixture(scope="session")
def beside(catalog: Catalog) -> Callable[..., list[Step]]:
    """Run a script under schemes, given by name or as a class."""

    def beside(script: str, *schemes: str | type[Scheme], pages: int = 8, kernel: str = "7.3") -> list[Step]:
        made = [catalog.scheme(each) if isinstance(each, str) else each() for each in schemes]
        firsts = [Moment.first(scheme, profile_of(kernel), pages) for scheme in made]
        return list(side_by_side(parse_script(script), firsts))

    return beside
