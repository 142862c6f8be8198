"""Where plugins are looked for, and where never."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mmtui.catalog import Kind, Sources, bundled, find_sources, load_catalog
from mmtui.errors import UsageError


def test_built_in_plugins_of_a_checkout_stand_beside_the_package(tmp_path):
    (tmp_path / "plugins").mkdir()
    (tmp_path / "pyproject.toml").touch()
    assert bundled("plugins", tmp_path / "mmtui") == tmp_path / "plugins"


def test_built_in_plugins_of_a_wheel_stand_inside_the_package(tmp_path):
    (tmp_path / "mmtui" / "_plugins").mkdir(parents=True)
    (tmp_path / "plugins").mkdir()
    assert bundled("plugins", tmp_path / "mmtui") == tmp_path / "mmtui" / "_plugins"


def test_package_of_a_stranger_that_is_called_plugins_is_not_built_in(tmp_path):
    (tmp_path / "plugins").mkdir()
    assert bundled("plugins", tmp_path / "mmtui") == tmp_path / "mmtui" / "_plugins"


def test_data_folder_is_that_of_xdg(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert find_sources(environ={}).own == tmp_path / "mmtui" / "plugins"


def test_data_folder_can_be_chosen():
    assert find_sources(environ={"MMTUI_DATA_DIR": "/chosen"}).own == Path("/chosen/plugins")


def test_environment_is_read_when_it_is_asked_for(monkeypatch):
    monkeypatch.setenv("MMTUI_DATA_DIR", "/later")
    assert find_sources().own == Path("/later/plugins")


def test_lists_of_names_take_spaces_and_underscores():
    env = {"MMTUI_DATA_DIR": "/x", "MMTUI_PLUGINS": "my_scheme, other,", "MMTUI_DISABLE_PLUGINS": "vma_*"}
    sources = find_sources(environ=env)
    assert sources.only == {"my-scheme", "other"}
    assert sources.disabled == ("vma-*",)


def test_safe_mode_is_the_built_in_plugins_and_nothing_else(tmp_path):
    env = {"MMTUI_DATA_DIR": str(tmp_path), "MMTUI_DISABLE_PLUGINS": "*"}
    assert find_sources([tmp_path], safe_mode=True, environ=env) == Sources(bundled("plugins"))


@pytest.mark.parametrize(
    ("name", "problem"), [("nowhere", "there is no such folder"), ("file", "this is a file")]
)
def test_plugins_dir_that_is_no_folder_is_a_wrong_command(tmp_path, name, problem):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=f"--plugins-dir .*{name}: {problem}"):
        find_sources([tmp_path / name], environ={"MMTUI_DATA_DIR": "/x"})


@pytest.mark.parametrize("place", ["", ".", "the current directory by its name"])
def test_current_directory_is_never_looked_at(monkeypatch, write_scheme, tmp_path, place):
    write_scheme("mine.py", "mine", tmp_path)
    write_scheme("mine.py", "mine", tmp_path / "plugins")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [place if len(place) < 2 else str(tmp_path), *sys.path])
    sources = find_sources(environ={"MMTUI_DATA_DIR": str(tmp_path / "nothing")})
    assert not [entry for entry in sources.site if not entry or Path(entry).resolve() == tmp_path.resolve()]
    assert "mine" not in load_catalog(sources).schemes


def test_relative_plugins_dir_is_fixed_when_it_is_read(monkeypatch, tmp_path, folder):
    monkeypatch.chdir(tmp_path)
    assert find_sources(["plugins"], environ={"MMTUI_DATA_DIR": "/x"}).folders == (folder,)


def test_order_is_built_in_own_then_each_plugins_dir(load, write_scheme, tmp_path, folder):
    for at, where in enumerate((tmp_path / "1", tmp_path / "2", folder, tmp_path / "4")):
        write_scheme(f"p{9 - at}.py", f"scheme-{at}", where)
    catalog = load(builtin=tmp_path / "1", own=tmp_path / "2", folders=(folder, tmp_path / "4"))
    assert list(catalog.schemes) == ["scheme-0", "scheme-1", "scheme-2", "scheme-3"]
    assert [plugin.kind for plugin in catalog.plugins] == [
        Kind.BUILTIN,
        Kind.FOLDER,
        Kind.FOLDER,
        Kind.FOLDER,
    ]


def test_own_folder_need_not_exist(load, tmp_path):
    assert not load(own=tmp_path / "never made").errors


def test_allow_list_leaves_built_in_plugins_alone(load, write_scheme, tmp_path):
    write_scheme("ours.py", "ours", tmp_path / "built-in")
    write_scheme("mine.py", "mine")
    write_scheme("other.py", "other")
    catalog = load(builtin=tmp_path / "built-in", only=frozenset({"mine"}))
    assert list(catalog.schemes) == ["ours", "mine"]
    assert [(off.plugin, off.because) for off in catalog.off] == [("other", "MMTUI_PLUGINS does not name it")]


def test_empty_allow_list_allows_none(load, write_scheme):
    assert find_sources(environ={"MMTUI_DATA_DIR": "/x", "MMTUI_PLUGINS": ""}).only == frozenset()
    write_scheme("mine.py", "mine")
    assert not load(only=frozenset()).schemes


def test_allow_list_that_names_nobody_is_an_error(load, write_scheme):
    write_scheme("mine.py", "mine")
    (error,) = load(only=frozenset({"mine", "mien"})).errors
    assert str(error) == "MMTUI_PLUGINS: no plugin is called 'mien'; correct the name, or install it"


def test_plugin_that_is_switched_off_is_not_run(load, write, write_scheme):
    write("bad_one.py", "raise RuntimeError")
    write_scheme("mine.py", "mine")
    catalog = load(disabled=("bad-*",))
    assert not catalog.errors
    assert list(catalog.schemes) == ["mine"]
    with pytest.raises(UsageError, match="its plugin is switched off: MMTUI_DISABLE_PLUGINS names it"):
        catalog.scheme("bad-one")


def test_built_in_plugin_can_be_switched_off(load):
    catalog = load(builtin=bundled("plugins"), disabled=("double-map",))
    assert "double-map" not in catalog.schemes


def test_files_that_begin_with_an_underscore_are_no_plugins(load, write):
    write("_helper.py", "raise RuntimeError")
    write(".hidden.py", "raise RuntimeError")
    write("notes.txt", "not Python")
    assert not load().errors
