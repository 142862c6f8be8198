"""Where each CPU stands in the scheme's source, and what a moment of a race shows."""

from __future__ import annotations

import pytest

from mmtui.errors import UsageError
from mmtui.race.battery import race_named
from mmtui.report.race_source import lane_lines, so_far, source_lines
from mmtui.report.race_view import lanes_of, race_view
from mmtui.report.text import length, plain


def of(arena, scheme, name):
    race = race_named(name)
    return arena(scheme, race.setup, *race.cpus, pages=race.pages_per_pmd)


@pytest.fixture
def split_unmap(arena):
    return of(arena, "double-map", "split-unmap")


def view_of(arena, schedule):
    lanes = lanes_of(arena, schedule)
    return race_view(lanes, len(lanes))


def marked(lane):
    (found,) = (each for each in lane.source if each.next)
    return found


def test_before_the_first_step_the_kernel_is_about_to_go(split_unmap):
    a, b = view_of(split_unmap, "").lanes
    assert (a.inside, a.source, a.next) == ((), (), "takes pmd_lock of A")
    assert b.next == "looks at B r, table 0"
    assert not a.answers


def test_the_line_about_to_run_is_the_one_of_the_next_access(split_unmap):
    view = view_of(split_unmap, "aaaaaaab")
    a, b = view.lanes
    assert a.inside == ("split_pmd", "_added")
    assert "yield self._mapcount.inc(folio, page)" in marked(a).text
    assert a.next == "_mapcount[1] +1"
    assert a.answers == (1, 1, 1, 1, 2, 0, 2), "four counts, PMDs, the flag as it was, and a count again"
    assert b.inside == ("unmap_pmd",)
    assert marked(b).text.strip() == "if (yield self.compound_mapcount.dec(folio)) > 0:"
    assert not b.answers


def test_what_the_last_step_changed_is_old_and_new(split_unmap):
    view = view_of(split_unmap, "aaaaaaab")
    assert (view.truth.before, view.truth.now) == ((2,) * 4, (1,) * 4)
    before = view_of(split_unmap, "aaaaaaa")
    (mapcount,) = (each for each in before.counters if each.name == "_mapcount")
    assert (mapcount.before, mapcount.now, mapcount.stored) == ((1, 1, 1, 1), (2, 1, 1, 1), (1, 0, 0, 0))


def test_an_answer_is_forgotten_when_the_event_is_over(split_unmap):
    b = view_of(split_unmap, "bb").lanes[1]
    assert (b.next, b.answers, b.source) == ("", (), ())


def test_the_verdict_is_open_until_all_are_done(arena):
    two_tables = of(arena, "vma-count", "two-tables")
    assert view_of(two_tables, "abbba").outcome == "open"
    over = view_of(two_tables, "abbbaa")
    assert over.outcome == "broken"
    assert any("below zero" in reason for reason in over.reasons)
    assert so_far(over).text == "broken"
    assert so_far(view_of(two_tables, "a")).text == "nothing is wrong so far"


def test_who_cannot_step_is_refused(split_unmap):
    with pytest.raises(UsageError, match="there is no CPU c"):
        view_of(split_unmap, "c")


@pytest.mark.parametrize(("width", "height"), [(50, 18), (77, 33), (100, 30)])
def test_lanes_fit_and_show_the_marked_line(split_unmap, width, height):
    view = view_of(split_unmap, "aaaaaaab")
    lines = source_lines(view, width, height)
    assert len(lines) <= height
    assert max(map(length, lines)) <= width
    text = "\n".join(map(plain, lines))
    assert text.count("> ") >= 2
    assert ("CPU a" in plain(lines[0]) and "CPU b" in plain(lines[0])) == (width >= 74)


def test_a_lane_has_its_height_and_says_what_the_kernel_does(split_unmap):
    lines = lane_lines(view_of(split_unmap, "").lanes[1], 40, 6)
    assert len(lines) == 6
    assert plain(lines[1]) == "> the kernel looks at B r, table 0"
