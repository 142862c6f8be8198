"""What a scenario asked of the model, asked of a kernel: scaling, settings, both answers side by side."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fake_kernel import FakeKernel
from live_commands import needs_right

from mmtui.catalog import bundled, load_catalog
from mmtui.catalog.sources import Sources
from mmtui.errors import ScriptError
from mmtui.game.session import Session
from mmtui.game.trial import prepare
from mmtui.kernel.profile import Rules
from mmtui.live.cells import cells
from mmtui.live.inquiry import Here, inquiry
from mmtui.live.inquiry_text import answer_lines, question_lines
from mmtui.live.kernel import NoAnswer, OurKernel
from mmtui.model.ops import Op, parse_script
from mmtui.recording.compare import Outcome
from mmtui.report.text import plain
from mmtui.scenario import load, scenario_files

SCENARIOS = scenario_files([bundled("scenarios")])
MISSING = r"needs /sys/kernel/debug/|has no memory on NUMA node"
"""What a machine may not have, and some scenarios ask for."""


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(Sources(bundled("plugins")))


@pytest.fixture
def kernel(catalog):
    return FakeKernel(catalog)


def session_of(path, catalog, cursor=None):
    session = Session.begin(prepare(load(path), catalog))
    cursor = len(session.trial.ops) if cursor is None else cursor
    return replace(session, cursor=cursor, reached=cursor)


def named(name, catalog, cursor=None):
    (path,) = (path for path in SCENARIOS if name in path.name)
    return session_of(path, catalog, cursor)


def answer_of(session, kernel):
    asked = inquiry(session, Here(kernel.build(), kernel.settings()))
    with kernel.ask(asked.script) as asking:
        return asked.answered(list(asking.states()))


def text_of(answer, width=76):
    return "\n".join(plain(text) for text in answer_lines(answer, width))


def test_only_what_is_shown_is_asked(catalog, kernel):
    session = named("why-doublemap", catalog, 4)
    asked = inquiry(session, Here(kernel.build(), kernel.settings()))
    assert asked.script.splitlines() == ["proc A", "A mmap r anon 512", "A write r", "A fork B"]


def test_one_page_of_the_scenario_is_64_real_ones(catalog, kernel):
    text = text_of(answer_of(named("why-doublemap", catalog, 6), kernel))
    assert "each page of the scenario was 64 real ones" in " ".join(text.split())
    assert "  0-2      PTE L0[0-2] - - 2          the same" in text
    assert "  3        PMD L0[3] - - 1            the same" in text
    assert "All 15 mapped pages are the same." in text


def test_a_difference_is_marked_by_symbol_and_word(catalog, kernel):
    def exclusive(state):
        runs = [run for record in state if record["t"] == "map" for run in record["runs"]]
        for run in runs:
            run[6] = "x"
        return state

    kernel.twist = exclusive
    answer = answer_of(named("why-doublemap", catalog, 5), kernel)
    text = text_of(answer)
    assert "! 0-7      PMD L0[0-7] - - 2          PMD L0[0-7] ? x 2" in text
    assert "differs: exclusive" in text
    assert "! 16 of 16 mapped pages differ." in text
    assert answer.as_here.outcome is Outcome.DIFFERS
    assert "differs from the kernel too" in " ".join(text.split())


def test_pages_that_are_not_alike_are_said_to_be_so(catalog, kernel):
    def half(state):
        for record in state:
            if record["t"] == "map":
                record["runs"] = [[0, 480, *run[2:]] for run in record["runs"]]
        return state

    kernel.twist = half
    text = text_of(answer_of(named("why-doublemap", catalog, 3), kernel))
    assert "! 7        PMD L0[7] w x 1            32 of 64 mapped" in text


def test_a_small_folio_is_as_many_small_ones(catalog, kernel):
    script = parse_script("proc A\nA mmap r anon 8\nA write r\nA fork B\nB write r 3")
    session = named("why-doublemap", catalog)
    session = replace(session, trial=replace(session.trial, ops=script, _timelines={}), cursor=5, reached=5)
    text = text_of(answer_of(session, kernel))
    assert "  3        PTE s0 w x 1               the same" in text


def test_what_differs_between_two_kernels_is_not_called_a_mistake(catalog, kernel):
    # 6.1 keeps sharing a huge page that one process alone still maps; 6.18 knows who that is
    script = parse_script(
        "proc A\nA mmap r anon 512\nA write r\nA fork B\nB munmap r 0 1\nA exit\nB write r 3"
    )
    session = named("mprotect-the-middle", catalog)
    session = replace(session, trial=replace(session.trial, ops=scaled_down(script), _timelines={}))
    answer = answer_of(replace(session, cursor=7, reached=7), kernel)
    assert answer.as_here.outcome is Outcome.AGREES
    text = " ".join(text_of(answer).split())
    assert "pages differ. The model of Linux 6.18" in text
    assert "what differs is what these kernels, sizes or settings do otherwise" in text


def test_a_rule_that_no_kernel_has_is_said_to_be_one(catalog, kernel):
    session = named("why-doublemap", catalog, 3)
    assert "no kernel does that" not in text_of(answer_of(session, kernel))
    scenario = session.trial.scenario
    machine = replace(scenario.machine, rules=Rules(fault_around="folio"))
    trial = replace(session.trial, scenario=replace(scenario, machine=machine), _timelines={})
    assert "no kernel does that" in text_of(answer_of(replace(session, trial=trial), kernel))


def test_a_rule_that_kernels_had_is_said_to_be_one(catalog, kernel):
    session = named("why-doublemap", catalog, 3)
    scenario = session.trial.scenario
    machine = replace(scenario.machine, rules=Rules(reuse="mapcount"))
    trial = replace(session.trial, scenario=replace(scenario, machine=machine), _timelines={})
    text = text_of(answer_of(replace(session, trial=trial), kernel))
    assert "no kernel since 5.18 does that" in " ".join(text.split())


def scaled_down(script):
    return tuple(
        replace(op, words=tuple("8" if word == "512" else word for word in op.words)) for op in script
    )


def test_what_cannot_be_asked_is_refused_with_its_number(catalog, kernel):
    session = named("why-doublemap", catalog)
    script = (*parse_script("proc A"), Op("", "compact", line=2))
    session = replace(session, trial=replace(session.trial, ops=script, _timelines={}), cursor=2, reached=2)
    with pytest.raises(ScriptError) as refused:
        inquiry(session, Here(kernel.build(), kernel.settings()))
    assert refused.value.line == 2


def test_the_question_names_every_setting(catalog):
    session = named("five-hundred-thirteen", catalog)
    kernel = FakeKernel(catalog, shmem="advise")
    asked = inquiry(session, Here(kernel.build(), kernel.settings()))
    text = "\n".join(plain(text) for text in question_lines(asked, 70))
    assert "shmem   advise -> always" in text
    assert asked.script.startswith("set shmem always\n")
    assert asked.script.count("set ") == 1


def test_a_vma_that_may_not_be_written_to_tells_what_the_entry_does_not():
    run = [0, 4, "L0", 0, "pte", "", "x", 1]
    vmas = [{"t": "vma", "p": "A", "r": "r", "s": 0, "e": 2, "perm": "r--p"}]
    vmas += [{"t": "vma", "p": "A", "r": "r", "s": 2, "e": 4, "perm": "rw-p"}]
    found = cells([{"t": "map", "p": "A", "r": "r", "runs": [run]}, *vmas], shown=False)["A", "r"]
    assert [found[page].writable for page in range(4)] == ["-", "-", "?", "?"]


def test_an_entry_without_a_page_says_what_it_is():
    runs = [[0, 1, None, 0, "pte", "s", "sg", 0], [1, 1, None, 0, "pte", "s", "s", 0]]
    found = cells([{"t": "map", "p": "A", "r": "r", "runs": runs}])["A", "r"]
    assert [found[page].kind for page in range(2)] == ["guard", "moved"]


@needs_right
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name.split(".")[0])
def test_this_kernel_answers_every_scenario_as_its_model_does(path, catalog):
    session = session_of(path, catalog)
    whole = len(session.trial.ops)
    for cursor in sorted({whole // 2, whole} - {0}):  # where nothing was done, nothing is asked
        try:
            answer = answer_of(replace(session, cursor=cursor, reached=cursor), OurKernel())
        except NoAnswer as refused:
            if not re.search(MISSING, str(refused)):
                raise
            pytest.skip(str(refused))
        assert len(answer.regions) == len({(b.process, b.region) for b in answer.regions})
        assert answer.as_here.outcome is not Outcome.DIFFERS, text_of(answer)


@needs_right
def test_what_a_kernel_refuses_to_do_is_one_sentence():
    with OurKernel().ask("proc A\nA read r") as asking, pytest.raises(NoAnswer) as refused:
        list(asking.states())
    assert str(refused.value) == "A read r: A has no region r"


@needs_right
def test_asking_can_be_given_up():
    with OurKernel().ask("proc A\nA mmap r anon 512\n" + "A write r\n" * 5_000) as asking:
        states = asking.states()
        assert next(states)[0]["t"] == "begin"
        asking.cancel()
        with pytest.raises(NoAnswer):
            list(states)
