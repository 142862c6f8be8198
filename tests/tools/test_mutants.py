"""Schemes with one thing changed, and who notices."""

from __future__ import annotations

import ast
import inspect

import pytest

from mmtui.catalog import find_sources, load_catalog
from mmtui.kernel.profile import kernel_with
from tools.mutants import NAME, Fate, fate, mutants

SMALL = """
class Small(Scheme):
    name = "small"
    count = Counter()

    def map_ptes(self, folio, pages, vma):
        new = yield self.count.add(folio, len(pages))
        if folio.anon and new > 1:
            yield self.count.inc(folio)
            yield self.count.dec(folio)
        return Claim(first=new, last=False)

    def shared(self, folio):
        return (yield self.count.read(folio)) > 1
"""


def changes(*estimates):
    return [mutant.change for mutant in mutants(SMALL, frozenset(estimates))]


def test_each_changes_one_thing_and_is_a_scheme():
    sources = [mutant.source for mutant in mutants(SMALL)]
    assert len(sources) == len({ast.dump(ast.parse(source)) for source in sources}) > 15
    assert ast.unparse(ast.parse(SMALL)) not in sources


@pytest.mark.parametrize(
    "change",
    [
        "without yield self.count.inc(folio)",
        "yield self.count.dec(folio) comes first",
        "self.count.inc is dec",
        "new > 1 is new >= 1",
        "folio.anon and new > 1 without new > 1",
        "if not folio.anon and new > 1",
        "1 is 2",
        "first=new is 0",
    ],
)
def test_what_is_changed(change):
    assert change in changes()


def test_an_answer_that_is_empty_stays_and_so_does_what_is_estimated():
    assert "last=False is False" not in changes()
    assert len(changes()) > len(changes("shared")) > 0


@pytest.mark.parametrize(
    ("change", "by"),
    [
        ("first=folio.nr_pages is 0", "race"),
        ("self._mapcount.dec is inc", "check"),
    ],
)
def test_they_are_found(change, by):
    cls = load_catalog(find_sources(safe_mode=True)).schemes["large-mapcount"].cls
    source = inspect.getsource(inspect.getmodule(cls)).replace('"large-mapcount"', f'"{NAME}"', 1)
    mutant = next(each for each in mutants(source) if each.change == change)
    assert fate(mutant, kernel_with("large-mapcount"), frozenset({"split-zap", "unmap-map-pmd"})) == Fate(
        mutant, by
    )
