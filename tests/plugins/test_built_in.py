"""A plugin can change one thing of a built-in scheme."""

from __future__ import annotations

import sys

import pytest

from mmtui import Counter, built_in
from mmtui.catalog import Sources, bundled, load_catalog
from mmtui.catalog.fitness import fit_scheme

PLUGIN = """\
from mmtui import Counter, built_in, hookimpl


class Narrow(built_in("double-map")):
    name = "narrow"

    compound_mapcount = Counter(bias=-1, bits=8, large_only=True)


@hookimpl
def register_schemes():
    return [Narrow]
"""


def test_a_plugin_builds_upon_a_built_in_scheme(tmp_path):
    (tmp_path / "narrow.py").write_text(PLUGIN)
    catalog = load_catalog(Sources(bundled("plugins"), folders=(tmp_path,)))
    assert catalog.errors == ()
    narrow = type(catalog.scheme("narrow"))
    assert [base.name for base in narrow.__mro__ if "name" in vars(base)] == ["narrow", "double-map"]
    assert [(counter.name, counter.bits) for counter in narrow.counters()] == [
        ("compound_mapcount", 8),
        ("_mapcount", 32),
        ("PG_double_map", 1),
    ]


def test_the_file_is_loaded_when_nobody_has_done_so():
    module = built_in("vma-count").__module__
    del sys.modules[module]
    assert built_in("vma-count").__module__ == module
    assert module in sys.modules


@pytest.mark.parametrize("name", ["vma_count", "script", "never-heard-of"])
def test_a_name_that_there_is_not_is_refused_and_those_that_there_are_are_said(name):
    with pytest.raises(LookupError, match=f"'{name}'.*vma-count"):
        built_in(name)


def test_two_counters_of_one_name_are_refused_in_a_base_too():
    class Twice(built_in("double-map")):
        name = "twice"
        _other = Counter(name="_mapcount")

    with pytest.raises(Exception, match="are both called '_mapcount'"):
        fit_scheme(Twice)
