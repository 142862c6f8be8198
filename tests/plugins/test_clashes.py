"""Two of one name are a loud error that names both; neither is preferred in silence."""

from __future__ import annotations

import pytest

from mmtui.catalog import Kind, bundled
from mmtui.errors import UsageError


def test_stranger_does_not_replace_what_is_built_in(load, write_scheme, tmp_path):
    ours = write_scheme("sum.py", "sum", tmp_path / "built-in")
    theirs = write_scheme("mine.py", "sum")
    catalog = load(builtin=tmp_path / "built-in")
    assert catalog.schemes["sum"].origin == str(ours)
    (error,) = catalog.errors
    assert (error.plugin, error.file, error.line) == ("mine", str(theirs), 3)
    assert error.problem == f"the scheme sum is offered by {ours} too"


def test_of_two_strangers_neither_is_used(load, write_scheme):
    one, two = write_scheme("one.py", "sum"), write_scheme("two.py", "sum")
    catalog = load()
    assert not catalog.schemes
    assert [(error.file, error.problem) for error in catalog.errors] == [
        (str(one), f"the scheme sum is offered by {two} too"),
        (str(two), f"the scheme sum is offered by {one} too"),
    ]
    with pytest.raises(
        UsageError, match=r"there is no scheme 'sum', because its plugin is broken: .*offered by"
    ):
        catalog.scheme("sum")


def test_one_file_that_offers_a_name_twice_is_refused(load, write):
    write(
        "twice.py",
        """
        from mmtui import Scheme, hookimpl

        class One(Scheme):
            name = "sum"
            def map_ptes(self, folio, pages, vma): ...
            def unmap_ptes(self, folio, pages, vma): ...

        class Two(One):
            pass

        @hookimpl
        def register_schemes():
            return [One, Two]
        """,
    )
    catalog = load()
    assert not catalog.schemes
    assert [error.line for error in catalog.errors] == [3, 8]


def test_plugin_with_the_name_of_a_built_in_plugin_is_refused(load, write_scheme):
    theirs = write_scheme("double_map.py", "something-else")
    catalog = load(builtin=bundled("plugins"))
    assert catalog.scheme("double-map")
    (error,) = catalog.errors
    assert error.file == str(theirs)
    assert str(bundled("plugins") / "double_map.py") in error.problem


def test_of_two_strangers_with_one_file_name_neither_is_loaded(load, write, tmp_path, folder):
    one = write("mine.py", "raise RuntimeError", folder)
    two = write("mine.py", "raise RuntimeError", tmp_path / "other")
    catalog = load(folders=(folder, tmp_path / "other"))
    assert [(error.file, error.problem) for error in catalog.errors] == [
        (str(one), f"another plugin is called 'mine' too: {two}"),
        (str(two), f"another plugin is called 'mine' too: {one}"),
    ]


def test_folder_that_is_named_twice_is_loaded_once(load, write_scheme, folder, tmp_path):
    write_scheme("mine.py", "mine")
    (tmp_path / "link").symlink_to(folder)
    catalog = load(folders=(folder, folder / ".." / folder.name, tmp_path / "link"))
    assert not catalog.errors
    assert list(catalog.schemes) == ["mine"]


def test_built_in_folder_that_is_named_again_stays_built_in(load):
    catalog = load(builtin=bundled("plugins"), folders=(bundled("plugins"),))
    assert not [error for error in catalog.errors if "another plugin" in error.problem]
    assert {plugin.kind for plugin in catalog.plugins} == {Kind.BUILTIN}


def test_scheme_and_checker_may_share_a_name(load, write, write_scheme):
    write_scheme("one.py", "sum")
    write(
        "two.py",
        """
        from mmtui import Checker, hookimpl

        class Sum(Checker):
            name = "sum"
            def check(self, moment):
                yield from ()

        @hookimpl
        def register_checkers():
            return [Sum]
        """,
    )
    catalog = load()
    assert not catalog.errors
    assert (list(catalog.schemes), list(catalog.checkers)) == (["sum"], ["sum"])
