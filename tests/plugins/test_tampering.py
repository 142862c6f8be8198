"""A plugin that changes mmtui itself is named, and mmtui is as it was."""

from __future__ import annotations

import pytest

import mmtui
import mmtui.model.ops
import mmtui.moment
import mmtui.scheme


@pytest.mark.parametrize(
    ("does", "changed"),
    [
        ("mmtui.scheme.Scheme = object", "mmtui.scheme.Scheme"),
        ("mmtui.model.ops.parse_op = len", "mmtui.model.ops.parse_op"),
        ("del mmtui.model.ops.parse_op", "mmtui.model.ops.parse_op"),
        ("mmtui.moment.Moment.after = len", "mmtui.moment.Moment.after"),
        ("mmtui.Scheme = object", "mmtui.Scheme"),
    ],
)
def test_what_it_changed_is_named_and_put_back(does, changed, load, write, write_scheme):
    was = (mmtui.Scheme, mmtui.scheme.Scheme, mmtui.model.ops.parse_op, mmtui.moment.Moment.after)
    path = write("bad.py", f"import mmtui, mmtui.model.ops, mmtui.moment, mmtui.scheme\n{does}\n")
    write_scheme("fine.py", "fine")
    catalog = load()
    assert (mmtui.Scheme, mmtui.scheme.Scheme, mmtui.model.ops.parse_op, mmtui.moment.Moment.after) == was
    (error,) = (each for each in catalog.errors if "changed" in each.problem)
    assert (error.plugin, error.file) == ("bad", str(path))
    assert error.problem == f"changed {changed} while it was loaded; that was put back"
    assert "fine" in catalog.schemes


def test_it_is_put_back_also_when_the_plugin_breaks_then(load, write):
    was = mmtui.scheme.Scheme
    write("bad.py", "import mmtui.scheme\nmmtui.scheme.Scheme = object\n1 / 0\n")
    assert [error.problem.split()[0] for error in load().errors] == ["raised", "changed"]
    assert mmtui.scheme.Scheme is was


def test_a_hook_may_not_do_it_either(load, write):
    was = mmtui.scheme.Scheme
    write(
        "bad.py",
        """
        import mmtui.scheme
        from mmtui import hookimpl

        @hookimpl
        def register_schemes():
            mmtui.scheme.Scheme = object
            return []
        """,
    )
    assert any("changed mmtui.scheme.Scheme" in error.problem for error in load().errors)
    assert mmtui.scheme.Scheme is was


def test_subclasses_and_imports_of_its_own_change_nothing(load, write, write_scheme):
    write_scheme("fine.py", "fine")
    write("imports.py", "import mmtui.live\nfrom mmtui import *\nfrom mmtui.report import text\n")
    assert not any("changed" in error.problem for error in load().errors)
