"""A ``find`` for the operation after which a folio is no more."""

from __future__ import annotations

import pytest

from mmtui.game.finding import found
from mmtui.game.grading import Outcome, grade
from mmtui.game.trial import prepare
from mmtui.game.value import NoAnswer
from mmtui.scenario import FindAsk
from mmtui.tui.stage import tab_of


@pytest.mark.parametrize(
    ("name", "folio", "op"),
    [
        ("mapcount-is-not-refcount", "s0", "A unpin"),
        ("mapcount-is-not-refcount", "s1", "fclose m"),
        ("split-the-folio", "L1", "fsplit m 0 8"),
        ("split-the-folio", "L0", "A splitfolio r"),
    ],
)
def test_a_folio_goes_when_it_is_freed_or_split(run, name, folio, op):
    timeline = run(name)
    assert str(timeline.ops[found(timeline, FindAsk("gone", folio)) - 1]) == op


def test_the_page_of_an_open_file_never_goes(run):
    with pytest.raises(NoAnswer, match="gone never happens to s0 in this run"):
        found(run("file-twice"), FindAsk("gone", "s0"))


def test_the_last_unmap_is_refused_where_the_folio_stays(shipped, catalog):
    verdict = grade(prepare(shipped["mapcount-is-not-refcount"], catalog), 4, "B munmap y")
    assert verdict.outcome is Outcome.NOT_YET
    assert verdict.lines[0] == "Not yet: it is not 14 B munmap y."


def test_it_is_looked_for_in_the_pane_of_the_folio(shipped):
    question = shipped["mapcount-is-not-refcount"].steps[4]
    assert question.ask == FindAsk("gone", "s1")
    assert tab_of(question) == "folio"
