"""A broken plugin never stops the program: it is named with its file and line, and all else works."""

from __future__ import annotations

import signal
import tomllib
from pathlib import Path
from threading import Timer

import pytest

from mmtui.catalog import ops_of
from mmtui.errors import PluginError, UsageError

CASES = tomllib.loads((Path(__file__).parent / "broken.toml").read_text())
assert len(CASES) > 50, "no broken plugins found"

BODY = """from mmtui import Counter, Per, Scheme, hookimpl

class Mine(Scheme):
    name = "mine"
    {}

    def map_ptes(self, folio, pages, vma): ...
    def unmap_ptes(self, folio, pages, vma): ...

@hookimpl
def register_schemes():
    return [Mine]
"""


@pytest.mark.parametrize("name", CASES)
def test_broken_plugin_is_named_with_its_line_and_the_others_work(name, load, write, write_scheme):
    case = CASES[name]
    source = BODY.format(case["body"]) if "body" in case else case["source"]
    path = write(f"{name.replace('-', '_')}.py", source)
    write_scheme("zfine.py", "fine")

    catalog = load()

    (error,) = catalog.errors
    assert case["problem"] in error.problem
    assert case.get("remedy", "") in error.remedy
    assert (error.plugin, error.file) == (name, str(path))
    # a class with a mistake in its body is shown where it begins
    assert error.line == case.get("line", 3)
    assert [plugin.name for plugin in catalog.plugins] == ["zfine"]
    assert catalog.scheme("fine").name == "fine"


def test_error_says_where_why_and_what_helps_in_one_line(load, write):
    path = write("mine.py", "from mmtui import Shceme")
    (error,) = load().errors
    assert str(error).startswith(f"{path}:1: cannot import name 'Shceme' from 'mmtui'")
    assert str(error).endswith("; correct the import")
    assert "\n" not in str(error)


def test_file_that_cannot_be_read_is_named(load, folder, write_scheme):
    (folder / "gone.py").symlink_to(folder / "nowhere")
    write_scheme("fine.py", "fine")
    catalog = load()
    (error,) = catalog.errors
    assert (error.file, error.line) == (str(folder / "gone.py"), 0)
    assert error.problem == "cannot be read: No such file or directory"
    assert list(catalog.schemes) == ["fine"]


def test_folder_that_cannot_be_read_is_named(load, tmp_path, write_scheme):
    (tmp_path / "file").touch()
    write_scheme("fine.py", "fine")
    catalog = load(own=tmp_path / "file")
    assert [error.file for error in catalog.errors] == [str(tmp_path / "file")]
    assert list(catalog.schemes) == ["fine"]


def test_missing_built_in_plugins_are_an_error_and_no_crash(load, tmp_path):
    catalog = load(builtin=tmp_path / "lost")
    (error,) = catalog.errors
    assert "the folder cannot be read" in error.problem
    assert error.remedy == "install mmtui again"


def test_one_broken_class_leaves_the_other_class_of_its_file(load, write):
    write(
        "two.py",
        """
        from mmtui import Counter, Scheme, hookimpl

        class Good(Scheme):
            name = "good"
            def map_ptes(self, folio, pages, vma): ...
            def unmap_ptes(self, folio, pages, vma): ...

        class Bad(Good):
            name = "bad"
            _mapcount = Counter

        @hookimpl
        def register_schemes():
            return [Bad, Good]
        """,
    )
    catalog = load()
    assert list(catalog.schemes) == ["good"]
    (error,) = catalog.errors
    assert error.line == 8


def test_one_broken_hook_leaves_the_other_hooks_of_its_file(load, write, tmp_path):
    write(
        "two.py",
        f"""
        from pathlib import Path
        from mmtui import hookimpl

        @hookimpl
        def register_schemes():
            raise RuntimeError

        @hookimpl
        def register_scenarios():
            return [Path({str(tmp_path)!r})]
        """,
    )
    catalog = load()
    assert catalog.scenario_dirs == (tmp_path,)
    assert [error.problem for error in catalog.errors] == ["raised RuntimeError"]


def test_ctrl_c_while_a_plugin_is_loaded_ends_the_program(load, write):
    write("slow.py", "import time; time.sleep(2)")
    timer = Timer(0.5, lambda: signal.raise_signal(signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        load()
    timer.join()


def test_what_a_plugin_prints_does_not_reach_stdout(load, write, capsys):
    write("chatty.py", "print('here I am')")
    load()
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "here I am" in captured.err


def test_unknown_name_of_a_broken_plugin_says_that_it_is_broken(load, write):
    path = write("mine.py", "import mmtui_nobody_has_this")
    with pytest.raises(
        UsageError, match=f"there is no scheme 'mine', because its plugin is broken: {path}:1"
    ):
        load().scheme("mine")


def test_unknown_name_that_stands_in_a_broken_file_says_that_it_is_broken(load, write):
    write(
        "theirs.py",
        """
        from mmtui import Scheme, hookimpl
        class Mine(Scheme):
            name = "very-clever"
        raise RuntimeError
        """,
    )
    with pytest.raises(UsageError, match="there is no scheme 'very-clever', because its plugin is broken"):
        load().scheme("very-clever")


def test_half_written_plugin_is_not_left_in_sys_modules(load, write):
    import sys

    before = set(sys.modules)
    write("half.py", "import json\nraise RuntimeError")
    load()
    assert not [name for name in set(sys.modules) - before if name.startswith("mmtui_plugin")]


WORKLOAD = """
from dataclasses import dataclass
from mmtui import Workload, hookimpl, parse_op

@dataclass(frozen=True)
class Mine(Workload):
    name = "mine"
    pages: int = 4

    def __post_init__(self):
        if self.pages == 13:
            raise LookupError("an unlucky number")

    def operations(self, pages_per_pmd):
        {}

@hookimpl
def register_workloads():
    return [Mine]
"""


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        ("return 1 / 0", 14, "raised ZeroDivisionError"),
        ("raise SystemExit", 14, "called sys.exit()"),
        ("yield parse_op('proc A'); raise RuntimeError", 14, "raised RuntimeError"),
        ("return None", 13, "operations() returned NoneType"),
        ("return ['proc A']", 13, "operations() made str, not Op"),
        ("while True: yield parse_op('proc A')", 13, "operations() made more than 100,000 operations"),
        ("while True: pass", 14, "was still running after 1 s"),
    ],
)
def test_workload_that_breaks_is_named_with_its_line(load, write, body, line, problem):
    path = write("mine.py", WORKLOAD.format(body))
    workload = load().workload("mine")
    with pytest.raises(PluginError) as raised:
        ops_of(workload, 8, budget=1.0 if "still" in problem else 20.0)
    assert str(raised.value).startswith(f"mine: {path}:{line}: {problem}")


def test_workload_that_breaks_over_a_parameter_is_named_with_its_line(load, write):
    path = write("mine.py", WORKLOAD.format("return []"))
    with pytest.raises(PluginError) as raised:
        load().workload("mine", {"pages": 13})
    assert str(raised.value).startswith(f"mine: {path}:11: raised LookupError: an unlucky number")
