"""The files that are shipped are in order, and in the order of the course."""

from __future__ import annotations

from mmtui.catalog import bundled
from mmtui.game.check import check_scenario
from mmtui.game.doubts import doubts
from mmtui.kernel.profile import KERNELS, PROFILES
from mmtui.scenario import MISCONCEPTIONS

FIRST_SEVEN = (
    "controls",
    "one-page",
    "last-unmap-small",
    "five-hundred-thirteen",
    "why-doublemap",
    "last-unmap-doublemap",
    "mprotect-the-middle",
)


def test_the_seven_are_there(shipped):
    assert set(FIRST_SEVEN) <= set(shipped)


def test_nothing_is_wrong_with_a_shipped_scenario(scenario, catalog):
    assert check_scenario(scenario, catalog) == ()


def test_nothing_is_doubtful_about_a_shipped_scenario(scenario, catalog):
    assert doubts(scenario, catalog) == ()


def test_ids_are_unique(shipped):
    assert len(shipped) == len(list(bundled("scenarios").glob("*.mmtui.toml")))


def test_a_file_is_named_by_chapter_number_and_id(scenario):
    chapter, number, rest = scenario.path.name.split("-", 2)
    assert (chapter, rest) == (f"{scenario.chapter:02}", f"{scenario.id}.mmtui.toml")
    assert len(number) == 2
    assert number.isdecimal()


def test_what_is_required_comes_before(shipped):
    seen = set()
    for scenario in shipped.values():
        assert set(scenario.requires) <= seen, scenario.id
        seen.add(scenario.id)


def test_all_but_the_first_require_something(shipped):
    assert [scenario.id for scenario in shipped.values() if not scenario.requires] == ["controls"]


def test_an_editor_is_told_of_the_schema(scenario):
    assert scenario.source.startswith("#:schema scenario-1.schema.json\n")


def test_it_takes_one_to_ten_minutes(scenario):
    assert 1 <= scenario.minutes <= 10


def test_it_is_played_on_the_kernel_that_was_recorded_for_its_scheme(scenario):
    """Where one was: nobody ever ran a kernel with the schemes of chapter 4."""
    having = {profile.name for profile in PROFILES if profile.scheme == scenario.machine.scheme}
    assert scenario.machine.kernel in (having or KERNELS)


def test_every_step_has_a_wrong_answer_that_is_refused(scenario):
    refused = {reject.step for reject in scenario.solution.reject}
    assert refused == set(range(len(scenario.steps)))


def test_a_misconception_is_answered_in_every_chapter_from_the_first_on(shipped):
    answered = {
        scenario.chapter
        for scenario in shipped.values()
        for step in scenario.steps
        for wrong in step.wrong
        if wrong.because in MISCONCEPTIONS
    }
    assert answered >= {scenario.chapter for scenario in shipped.values()} - {0}
