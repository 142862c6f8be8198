"""The built-in workloads: the same operations for ever, and only such as make sense."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mmtui import parse_script
from mmtui.catalog import ops_of
from mmtui.kernel.profile import KERNELS
from mmtui.timeline import Timeline

GOLDEN = tomllib.loads((Path(__file__).parent / "golden.toml").read_text())["golden"]
assert len(GOLDEN) >= 10, "no golden operations found"

VERBS = ("write", "read", "fork", "munmap", "mprotect", "mremap", "dontneed", "mmap", "exit")
WORKLOADS = st.one_of(
    st.fixed_dictionaries(
        {
            "processes": st.integers(1, 26),
            "pages": st.integers(0, 40),
            "touch": st.sampled_from(["read", "write"]),
            "order": st.sampled_from(["abc", "cba"]),
        }
    ).map(lambda params: ("fork-exit", params)),
    st.fixed_dictionaries({"processes": st.integers(1, 26)}).map(lambda params: ("fork-split", params)),
    st.fixed_dictionaries(
        {
            "seed": st.integers(),
            "length": st.integers(0, 60),
            "processes": st.integers(1, 5),
            "pages": st.integers(0, 40),
            "verbs": st.lists(st.sampled_from(VERBS)).map(" ".join),
        }
    ).map(lambda params: ("random-ops", params)),
)

loaded_once = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def run(catalog, name, params, pages_per_pmd, kernel):
    ops = ops_of(catalog.workload(name, params), pages_per_pmd)
    return Timeline(ops, catalog.scheme("per-page"), KERNELS[kernel], pages_per_pmd)


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: f"{golden['use']} {golden['params']}")
def test_operations_are_the_same_for_ever(catalog, golden):
    ops = ops_of(catalog.workload(golden["use"], golden["params"]), golden["pages_per_pmd"])
    assert [str(op) for op in ops] == golden["ops"].splitlines()


@loaded_once
@given(WORKLOADS, st.sampled_from([2, 4, 8, 16]), st.sampled_from(sorted(KERNELS)))
def test_every_operation_makes_sense_and_is_granted(catalog, workload, pages_per_pmd, kernel):
    timeline = run(catalog, *workload, pages_per_pmd, kernel)
    results = [timeline[n].result for n in range(1, len(timeline) + 1)]
    assert -2 not in {result.rc for result in results}
    assert all(result.ok for result in results)


@loaded_once
@given(WORKLOADS, st.sampled_from([2, 4, 8, 16]))
def test_all_processes_have_exited_at_the_end(catalog, workload, pages_per_pmd):
    timeline = run(catalog, *workload, pages_per_pmd, "6.12")
    assert not timeline[len(timeline)].world.mms


@loaded_once
@given(WORKLOADS, st.sampled_from([2, 4, 8, 16]))
def test_operations_can_be_written_down_and_read_again(catalog, workload, pages_per_pmd):
    name, params = workload
    ops = ops_of(catalog.workload(name, params), pages_per_pmd)
    assert parse_script("\n".join(map(str, ops))) == ops
    assert ops_of(catalog.workload(name, params), pages_per_pmd) == ops


@pytest.mark.parametrize("name", ["fork-exit", "fork-split", "random-ops"])
def test_largest_workload_is_granted(catalog, name):
    params = {"processes": 26} | ({"seed": 1, "length": 200} if name == "random-ops" else {})
    pages = {} if name == "fork-split" else {"pages": 3072}
    timeline = run(catalog, name, params | pages, 512, "6.12")
    assert timeline[len(timeline)].result.ok


def test_script_is_run_as_it_is_written(catalog):
    text = "proc A\nA mmap r anon 8\nA write r\nA exit"
    workload = catalog.workload("script", {"ops": text})
    assert [str(op) for op in ops_of(workload, 8)] == text.splitlines()
    assert [op.line for op in ops_of(workload, 8)] == [1, 2, 3, 4]


def test_fork_split_makes_one_page_be_reached_by_pmd_and_by_pte(catalog):
    timeline = run(catalog, "fork-split", {"processes": 2}, 8, "6.12")
    split = next(n for n in range(len(timeline)) if str(timeline.ops[n]).startswith("A mprotect")) + 1
    leaves = {leaf.pmd for mm in timeline[split].world.mms.values() for leaf in mm.leaves()}
    assert leaves == {True, False}


def test_random_ops_draws_only_the_verbs_it_is_given(catalog):
    params = {"seed": 3, "length": 50, "verbs": "read read munmap"}
    middle = ops_of(catalog.workload("random-ops", params), 8)[3:-1]
    assert {op.verb for op in middle} == {"read", "munmap"}


def test_random_ops_never_has_more_processes_than_it_may(catalog):
    params = {"seed": 3, "length": 200, "processes": 4, "verbs": "fork exit write"}
    forks = [op for op in ops_of(catalog.workload("random-ops", params), 8) if op.verb == "fork"]
    assert len(forks) == 3


def test_ten_thousand_operations_are_made(catalog):
    params = {"seed": 1, "length": 10_000, "processes": 8, "verbs": "write read mprotect dontneed fork"}
    assert len(ops_of(catalog.workload("random-ops", params), 512, budget=60.0)) == 3 + 10_000 + 8


def test_other_seeds_are_other_problems(catalog):
    problems = {ops_of(catalog.workload("random-ops", {"seed": seed}), 8) for seed in range(100)}
    assert len(problems) == 100
