"""Measured costs, and their plots."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from mmtui.comparing.panels import Curve, Panel, panels
from mmtui.comparing.sweep import SIZES, measured, runs_by_crowd, runs_by_size
from mmtui.kernel.profile import profile_of
from mmtui.report.plot import HEIGHT, plot_lines
from mmtui.report.svg import svg
from mmtui.report.text import plain

N = 512
MAP_OR_UNMAP = {
    "per-page": 512,
    "nr-pages-mapped": 1024,
    "vma-count": 1,
    "large-mapcount": 514,
    "mm-owners": 514,
}
FORK = {"per-page": 512, "nr-pages-mapped": 512, "vma-count": 1, "large-mapcount": 513, "mm-owners": 513}


def atomics(event, pages, name, catalog, kernel="7.3"):
    profile = profile_of(kernel)
    (run,) = (run for run in runs_by_size(pages, profile) if run.event == event)
    (point,) = measured(run, [catalog.scheme(name)], profile)
    return point.cost.atomics


@pytest.mark.parametrize("name", MAP_OR_UNMAP)
def test_a_folio_of_512_pages_costs_what_the_tables_say(name, catalog):
    assert atomics("map", N, name, catalog) == MAP_OR_UNMAP[name]
    assert atomics("unmap", N, name, catalog) == MAP_OR_UNMAP[name]
    assert atomics("fork", N, name, catalog) == FORK[name]


@pytest.mark.parametrize("kernel", ["6.1", "7.3"])
def test_maps_are_by_ptes_under_every_kernel(kernel, catalog):
    assert atomics("map", 64, "per-page", catalog, kernel) == 64


def test_every_size_has_its_events():
    events = {pages: [run.event for run in runs_by_size(pages, profile_of("7.3"))] for pages in SIZES}
    assert events[1] == ["map", "unmap", "fork"], "a single page cannot be split"
    assert all(events[pages] == ["map", "unmap", "fork", "split"] for pages in SIZES[1:])


def test_forks_add_up(catalog):
    profile = profile_of("7.3")

    def forks(children):
        runs = {run.event: run for run in runs_by_crowd(children, 8)}
        (point,) = measured(runs["forks, PTEs"], [catalog.scheme("per-page")], profile)
        return point.cost.atomics

    assert [forks(children) for children in (1, 2, 8)] == [8, 16, 64]


def test_a_scheme_that_breaks_has_no_point_and_the_others_do(kinds, catalog):
    profile = profile_of("7.3")
    run = next(run for run in runs_by_size(4, profile) if run.event == "unmap")
    broken, right = measured(run, [kinds.Breaks(), catalog.scheme("per-page")], profile)
    assert (broken.cost, right.cost.atomics) == (None, 4)
    (panel,) = panels([broken, right], {"unmap": ""}, ["breaks", "per-page"], "pages")
    assert panel.curves[0].values == (None,)
    assert "x" in plain(list(plot_lines(panel, 80))[-3])


def panel(*values, xs=(1, 2, 4)):
    curves = tuple(Curve("ABCDEFGHIJ"[at], f"s{at}", each) for at, each in enumerate(values))
    return Panel("map", "one <maps> another", "atomics", "pages", xs, True, curves)


def test_a_letter_stands_at_its_value():
    _, *rows = (plain(text) for text in plot_lines(panel((0, 1, 1024), (0, 1, 1)), 60))
    grid = rows[:HEIGHT]
    assert grid[-1].split() == ["0", "┤", "AB"]
    assert grid[-2].split() == ["1", "┤", "AB", "B"]
    assert grid[0].split()[-1] == "A"
    assert grid[0].index("A") > grid[-2].rindex("B") - 1


def test_many_letters_fit_and_nothing_is_wider_than_the_screen():
    lines = [plain(text) for text in plot_lines(panel(*[(1, 2, 512)] * 10), 40)]
    assert all(len(text) <= 40 for text in lines[1 : HEIGHT + 3])
    assert any("A-J" in text for text in lines)
    assert [text.split()[-3:] for text in lines if text.startswith("  C ")] == [["1", "2", "512"]]


def test_the_svg_is_well_formed_and_has_a_curve_and_a_letter_for_each_scheme():
    text = svg([panel((0, 1, 1024), (0, 1, 1)), panel((1, 2, 3), (None, None, None))], "a & b")
    root = ElementTree.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == "a & b"
    lines = list(root.iter(f"{space}polyline"))
    assert len(lines) == 4
    first = [tuple(map(float, point.split(","))) for point in lines[0].get("points").split()]
    assert len(first) == 3
    assert first[0][0] < first[1][0] < first[2][0]
    assert first[0][1] > first[1][1] > first[2][1], "more is higher"
    words = [text.text for text in root.iter(f"{space}text")]
    assert {"A s0", "B s1", "pages", "256"} <= set(words)
    assert words.count("A") == 2
    assert words.count("B") == 1, "what broke has no curve to stand at"
