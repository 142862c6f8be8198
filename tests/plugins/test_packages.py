"""Plugins that are installed: packages with an entry point in the group ``mmtui``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mmtui.catalog import Kind, find_sources, load_catalog


@pytest.fixture
def site(tmp_path: Path, monkeypatch) -> Iterator[Path]:
    """A place on ``sys.path`` to install packages in."""
    place = tmp_path / "site"
    place.mkdir()
    monkeypatch.syspath_prepend(str(place))
    before = set(sys.modules)
    yield place
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.fixture
def install(site: Path) -> Callable[..., Path]:
    """Install a package: its modules by name, and what it announces."""

    def install(
        package: str, entry_points: str, version: str = "1.2", where: Path = site, **modules: str
    ) -> Path:
        metadata = where / f"{package.replace('-', '_')}-{version}.dist-info"
        metadata.mkdir(parents=True)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        (metadata / "entry_points.txt").write_text(entry_points)
        for name, text in modules.items():
            (where / f"{name}.py").write_text(text)
        return where

    return install


def test_installed_package_is_found_by_its_entry_point(load, site, install, scheme_text):
    install("mmtui-foo", "[mmtui]\nfoo = mmtui_foo\n", mmtui_foo=scheme_text("foo-sum"))
    catalog = load(site=(str(site),))
    assert not catalog.errors
    assert catalog.scheme("foo-sum")
    (plugin,) = catalog.plugins
    assert (plugin.name, plugin.kind, plugin.version) == ("foo", Kind.PACKAGE, "1.2")
    assert plugin.origin == str(site / "mmtui_foo.py")


def test_installed_package_is_found_on_sys_path(install, tmp_path, scheme_text):
    install("mmtui-foo", "[mmtui]\nfoo = mmtui_foo\n", mmtui_foo=scheme_text("foo-sum"))
    catalog = load_catalog(find_sources(environ={"MMTUI_DATA_DIR": str(tmp_path)}))
    assert catalog.schemes["foo-sum"].plugin == "foo"


def test_package_that_breaks_is_named_with_its_file_and_line(load, site, install, scheme_text):
    install("mmtui-bad", "[mmtui]\nbad = mmtui_bad\n", mmtui_bad="import json\n\nraise RuntimeError('oh')\n")
    install("mmtui-foo", "[mmtui]\nfoo = mmtui_foo\n", mmtui_foo=scheme_text("foo-sum"))
    catalog = load(site=(str(site),))
    (error,) = catalog.errors
    assert str(error).startswith(f"{site / 'mmtui_bad.py'}:3: raised RuntimeError: oh; ")
    assert list(catalog.schemes) == ["foo-sum"]


def test_package_without_its_module_is_named_with_its_version(load, site, install):
    install("mmtui-lost", "[mmtui]\nlost = mmtui_lost\n")
    (error,) = load(site=(str(site),)).errors
    assert str(error).startswith("mmtui-lost 1.2 (mmtui_lost): No module named 'mmtui_lost'")


def test_entry_point_may_name_an_object(load, site, install, scheme_text):
    text = scheme_text("foo-sum").replace("def register_schemes():", "def register_schemes(self):")
    text = text.replace("@hookimpl", "class Plugin:\n  @hookimpl").replace(
        "    return [Fine]", "      return [Fine]"
    )
    text = text.replace("\ndef register_schemes", "\n  def register_schemes") + "\nplugin = Plugin()\n"
    install("mmtui-foo", "[mmtui]\nfoo = mmtui_foo:plugin\n", mmtui_foo=text)
    catalog = load(site=(str(site),))
    assert not catalog.errors
    assert list(catalog.schemes) == ["foo-sum"]


def test_entry_point_that_names_a_class_is_told_what_it_lacks(load, site, install, scheme_text):
    install("mmtui-foo", "[mmtui]\nfoo = mmtui_foo:Fine\n", mmtui_foo=scheme_text("foo-sum"))
    (error,) = load(site=(str(site),)).errors
    assert (error.file, error.problem) == (str(site / "mmtui_foo.py"), "is a class, not an object")
    assert error.remedy == "perhaps its entry point lacks the ()"


def test_two_packages_of_one_entry_point_name_are_both_refused(load, site, install, scheme_text):
    install("mmtui-one", "[mmtui]\nfoo = mmtui_one\n", mmtui_one=scheme_text("one"))
    install("mmtui-two", "[mmtui]\nfoo = mmtui_two\n", mmtui_two=scheme_text("two"))
    catalog = load(site=(str(site),))
    assert not catalog.schemes
    assert [error.file for error in catalog.errors] == [
        "mmtui-one 1.2 (mmtui_one)",
        "mmtui-two 1.2 (mmtui_two)",
    ]


def test_entry_points_of_others_are_left_alone(load, site, install):
    install("other", "[console_scripts]\nother = other:main\n", other="raise RuntimeError")
    assert not load(site=(str(site),)).errors


def test_package_whose_entry_points_cannot_be_read_is_named(load, site, install, scheme_text):
    install("mmtui-bad", "[mmtui]\nno equals sign\n")
    install("mmtui-foo", "[mmtui]\nfoo = mmtui_foo\n", mmtui_foo=scheme_text("foo-sum"))
    catalog = load(site=(str(site),))
    (error,) = catalog.errors
    assert "the entry points of mmtui-bad cannot be read" in error.problem
    assert list(catalog.schemes) == ["foo-sum"]


def test_of_two_versions_the_first_on_the_path_counts(load, site, install, tmp_path, scheme_text):
    install("mmtui-foo", "", version="2.0")
    later = install(
        "mmtui-foo", "[mmtui]\nfoo = mmtui_foo\n", where=tmp_path / "later", mmtui_foo=scheme_text("foo")
    )
    catalog = load(site=(str(site), str(later)))
    assert (list(catalog.schemes), catalog.errors) == ([], ())


def test_package_can_be_switched_off(load, site, install):
    install("mmtui-bad", "[mmtui]\nbad = mmtui_bad\n", mmtui_bad="raise RuntimeError")
    catalog = load(site=(str(site),), disabled=("bad",))
    assert not catalog.errors
    assert [off.plugin for off in catalog.off] == ["bad"]


def test_places_that_do_not_exist_or_are_no_folders_are_passed_over(load, tmp_path):
    (tmp_path / "archive.zip").write_bytes(b"no archive")
    assert not load(site=("/nobody/has/this", str(tmp_path / "archive.zip"))).errors
