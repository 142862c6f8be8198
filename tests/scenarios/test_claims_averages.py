"""What the texts of chapters 8 to 10 say of a run, with numbers, is what the run does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mmtui.game.predicting import predicted
from mmtui.kernel.profile import KERNELS, profile_of
from mmtui.recording.trace import read_trace
from mmtui.scenario import PredictAsk
from mmtui.scheme import Question
from mmtui.timeline import Timeline

from .test_claims import folio_of, truth

RECORDED = Path(__file__).parents[1] / "data" / "recorded"


def says_of(moment, question, page=0):
    return moment.ask(question, folio_of(moment), page)


# -- 8.1


def test_the_average_falls_over_the_cliff_for_every_page(run, says):
    says("rounding-cliff", "B gave up one page, and 512 pages were told another number")
    timeline = run("rounding-cliff")
    for n, told in ((6, 2), (7, 2), (8, 1)):
        assert {says_of(timeline[n], Question.PAGE_MAPCOUNT, page) for page in range(512)} == {told}
    assert [truth(timeline[n]).entries for n in (6, 7, 8)] == [1024, 768, 767]
    assert [truth(timeline[n]).pages[400] for n in (6, 7, 8)] == [2, 2, 2]


def test_counts_in_the_pages_are_right_at_the_cliff(run, says):
    says("rounding-cliff", "mm-owners counts in each page, for an atomic each, and is right")
    moment = run("rounding-cliff", "mm-owners")[8]
    assert says_of(moment, Question.PAGE_MAPCOUNT, 400) == 2


# -- 8.2


@pytest.mark.parametrize(("scheme", "pages", "told"), [("no-page-mapcount", 512, 1), ("mm-owners", 1, 0)])
def test_the_first_entry_brings_in_the_whole_folio(run, says, scheme, pages, told):
    says("phantom-pages", "mm-owners adds one page, and says 0 of page 300")
    moment = run("phantom-pages", scheme)[11]
    assert moment.books.spoken[folio_of(moment).number].nr_mapped == pages
    assert says_of(moment, Question.PAGE_MAPCOUNT, 300) == told


def test_the_phantoms_go_with_the_last_entry(run, says):
    says("phantom-pages", "come with the first entry of the folio and go with its last")
    timeline = run("phantom-pages")
    number = folio_of(timeline[11]).number
    counted = [timeline[n].books.spoken[number].nr_mapped for n in (10, 11, 12, 13, 14)]
    assert counted == [0, 512, 512, 512, 0]


# -- 10.1


def recorded(kernel):
    return read_trace(RECORDED / kernel / "02-thp-fork-cow.jsonl.gz")


def of_l0(step, key):
    return next(record.get(key) for record in step.state if record["t"] == "folio" and record["f"] == "L0")


@pytest.mark.parametrize("kernel", ["6.1", "6.12", "6.16", "6.18", "7.3"])
def test_the_run_was_recorded_on_the_kernels_that_the_brief_names(run, says, kernel):
    says("ask-the-kernel", "five kernels, Linux 6.1, 6.12, 6.16, 6.18 and 7.3, did it in real processes")
    assert kernel in KERNELS
    assert [step.op for step in recorded(kernel).steps] == list(map(str, run("ask-the-kernel").ops))


@pytest.mark.parametrize("kernel", ["6.12", "6.16", "6.18", "7.3"])
def test_the_answers_are_what_was_found_there(run, says, kernel):
    says(
        "ask-the-kernel",
        "your answers are what was found there",
        "6.1 and 6.12 copied a page that nobody else could see",
    )
    steps, timeline = recorded(kernel).steps, run("ask-the-kernel")
    assert [of_l0(steps[n - 1], "_large_mapcount") for n in (5, 7)] == [511, 1021]
    assert of_l0(steps[9 - 1], "_nr_pages_mapped") == truth(timeline[9]).mapped_pages == 510
    left = of_l0(steps[11 - 1], "_large_mapcount") + 1
    assert left == (509 if kernel == "6.12" else truth(timeline[11]).entries)


def test_linux_6_1_copied_the_page_as_well(says):
    says("ask-the-kernel", "So it was on Linux 6.1 and 6.12, which copied the page.")
    pages = of_l0(recorded("6.1").steps[11 - 1], "sub")
    assert next(value for start, length, value, *_ in pages if start <= 100 < start + length) == -1, (
        json.dumps(pages)
    )


# -- 8.4


def shares(timeline, n):
    """What the Pss of A and B come to after an operation, in kB."""
    asks = [PredictAsk("prints", "Pss", process=mm, region=region) for mm, region in ("Ax", "Bx", "By")]
    return sum(predicted(timeline, ask, n).number for ask in asks)


def test_the_shares_do_not_add_up(run, says):
    says(
        "pss-does-not-add-up", "came to 36 kB, and after the next three to 24 kB, of a folio that takes 32 kB"
    )
    timeline = run("pss-does-not-add-up")
    assert [shares(timeline, n) for n in (12, 13, 14)] == [32, 36, 24]
    assert [truth(timeline[n]).entries for n in (12, 13, 14)] == [8, 9, 12]


def test_with_counts_in_the_pages_they_do(run, says):
    says("pss-does-not-add-up", "so that the Pss of all processes add up to the memory")
    ours = run("pss-does-not-add-up")
    timeline = Timeline(ours.ops, ours[0].scheme, profile_of("7.3"), 8)
    assert [shares(timeline, n) for n in (12, 13, 14)] == [32, 32, 32]
    fair = [
        predicted(timeline, PredictAsk("prints", "Pss", process="A", region="x"), n).number for n in (13, 14)
    ]
    assert fair == [30, 24]
    private = PredictAsk("prints", "Private", process="A", region="x")
    assert [predicted(timeline, private, n).number for n in (12, 13)] == [32, 28]


# -- 10.2


@pytest.mark.parametrize(("kernel", "read"), [("6.1", 1), ("7.3-nopmc", -1), ("7.3", 0)])
def test_the_readings_are_those_of_three_kernels(run, says, shipped, kernel, read):
    says("which-kernel-is-this", "run the same operations on three kernels")
    steps = read_trace(RECORDED / kernel / "03-doublemap-two-pmd-mappers.jsonl.gz").steps
    assert [step.op for step in steps] == list(map(str, run("which-kernel-is-this").ops))
    assert of_l0(steps[5 - 1], "sub") == [[0, 512, read, ""]]
    asked = [step.ask.readings[0].value for step in shipped["which-kernel-is-this"].steps]
    assert asked[["6.1", "7.3-nopmc", "7.3"].index(kernel)] == read


def test_a_has_its_pmd_entry_and_b_its_ptes(run, says):
    says("which-kernel-is-this", "A has a PMD entry for L0, and B has a PTE for each of its 512 pages")
    leaves = {
        name: [leaf.pmd for leaf in mm.leaves()]
        for name, mm in run("which-kernel-is-this")[5].world.mms.items()
    }
    assert leaves == {"A": [True], "B": [False] * 512}
