"""Parameters of workloads, and every sentence about a wrong one."""

from __future__ import annotations

import pytest

from mmtui.catalog import ParameterError, bundled, load_catalog, parameters
from mmtui.catalog.sources import Sources
from mmtui.errors import ScriptError, UsageError

TAKEN = """
from dataclasses import dataclass
from mmtui import Workload, hookimpl

@dataclass(frozen=True)
class All(Workload):
    name = "all"
    pages: int
    ops: str
    twice: bool = False

    def operations(self, pages_per_pmd):
        return []

@hookimpl
def register_workloads():
    return [All]
"""


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(Sources(bundled("plugins")))


@pytest.mark.parametrize(
    ("name", "params", "message"),
    [
        ("fork-exti", {}, "there is no workload 'fork-exti'; did you mean 'fork-exit'?"),
        (
            "fork-exit",
            {"procesess": 2},
            "workload fork-exit: it has no parameter 'procesess'; did you mean 'processes'?",
        ),
        ("script", {"ops": "", "x": 1}, "workload script: it has no parameter 'x'; known are ops"),
        ("fork-exit", {"processes": "2"}, "workload fork-exit: processes is a whole number, not '2'"),
        ("fork-exit", {"processes": True}, "workload fork-exit: processes is a whole number, not True"),
        ("fork-exit", {"processes": 2.0}, "workload fork-exit: processes is a whole number, not 2.0"),
        ("fork-exit", {"touch": 1}, "workload fork-exit: touch is a text, not 1"),
        ("fork-exit", {"processes": 99}, "workload fork-exit: processes is 1 to 26, not 99"),
        ("fork-exit", {"order": "acb"}, "workload fork-exit: order is 'abc' or 'cba', not 'acb'"),
        ("random-ops", {}, "workload random-ops: seed is missing; it is a whole number"),
        ("script", {}, "workload script: ops is missing; it is a text"),
    ],
)
def test_wrong_parameter_is_named_with_its_remedy(catalog, name, params, message):
    with pytest.raises(UsageError) as raised:
        catalog.workload(name, params)
    assert str(raised.value) == message


def test_name_like_no_other_lists_the_known_ones(catalog):
    with pytest.raises(UsageError, match=r"there is no workload 'xyzzy'; known are .*fork-exit.*script"):
        catalog.workload("xyzzy", {})


def test_all_wrong_parameters_are_named_at_once(catalog):
    with pytest.raises(ParameterError) as raised:
        catalog.workload("random-ops", {"lenght": 3, "pages": "many"})
    assert [problem.parameter for problem in raised.value.problems] == ["lenght", "pages", "seed"]


def test_value_that_makes_no_sense_is_blamed_on_its_parameter(catalog):
    with pytest.raises(ParameterError) as raised:
        catalog.workload("random-ops", {"seed": 1, "verbs": "write wirte"})
    (problem,) = raised.value.problems
    assert problem.parameter == "verbs"
    assert problem.problem.startswith("verbs has 'wirte'; known are write, read,")


def test_field_with_an_underscore_is_the_parameter_without_it(load, write):
    write("all.py", TAKEN)
    workload = load().workload("all", {"pages": 1, "ops": "proc A", "twice": True})
    assert (workload.pages, workload.ops, workload.twice) == (1, "proc A", True)


def test_parameters_are_listed_in_their_order(load, write):
    write("all.py", TAKEN)
    listed = parameters(load().workloads["all"].cls)
    assert [(each.name, each.type, each.required) for each in listed] == [
        ("pages", "int", True),
        ("ops", "str", True),
        ("twice", "bool", False),
    ]


def test_mistake_in_a_script_stays_a_script_error(catalog):
    workload = catalog.workload("script", {"ops": "proc A\nA mapp r anon 8"})
    with pytest.raises(ScriptError, match=r"^2: unknown operation 'mapp'; did you mean 'mmap'\?$"):
        workload.operations(8)


def test_catalog_without_plugins_says_so(load):
    with pytest.raises(UsageError, match="there is no scheme 'x'; no plugin offers any"):
        load().scheme("x")
