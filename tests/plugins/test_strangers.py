"""What a stranger can bring: each hook, in a folder."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from mmtui import hookspecs, parse_script
from mmtui.catalog import Kind, Offered, What, bundled, load_catalog
from mmtui.catalog.hooks import HOOKS
from mmtui.catalog.sources import Sources
from mmtui.kernel.profile import KERNELS, NEWEST
from mmtui.scheme import Question
from mmtui.timeline import Timeline

LARGE = '''
"""One mapcount for the whole folio."""

from mmtui import Claim, Counter, Counting, Folio, Question, Reading, Scheme, Vma, hookimpl


class Sum(Scheme):
    """Counts the entries that map any page of the folio."""

    name = "sum"
    title = "one sum"
    exact = frozenset({Question.FOLIO_MAPCOUNT, Question.LAST_OF_FOLIO})

    _large_mapcount = Counter(bias=-1)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        mapcount = yield self._large_mapcount.add(folio, len(pages))
        return Claim(first=None if mapcount > len(pages) else mapcount)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        mapcount = yield self._large_mapcount.add(folio, -len(pages))
        return Claim(last=mapcount == 0)

    def folio_mapcount(self, folio: Folio) -> Reading:
        return (yield self._large_mapcount.read(folio))


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [Sum]
'''

WORKLOAD = """
from dataclasses import dataclass
from mmtui import Workload, hookimpl, parse_op

@dataclass(frozen=True)
class Touch(Workload):
    name = "touch"
    pages: int = 4

    def operations(self, pages_per_pmd):
        return [parse_op(line) for line in ("proc A", f"A mmap r anon {self.pages}", "A write r")]

@hookimpl
def register_workloads():
    yield Touch
"""

CHECKER = """
from mmtui import Checker, hookimpl

class Grumpy(Checker):
    name = "grumpy"

    def check(self, moment):
        yield f"moment {moment.n} could be better"

@hookimpl
def register_checkers():
    return (Grumpy,)
"""

SCENARIOS = """
from pathlib import Path
from mmtui import hookimpl

@hookimpl
def register_scenarios():
    return [Path(__file__).parent / "scenarios"]
"""


def test_scheme_of_a_stranger_counts_in_a_timeline(load, write):
    path = write("sum.py", LARGE)
    assert len(LARGE.strip().splitlines()) <= 30
    catalog = load()
    assert not catalog.errors
    ops = parse_script("proc A\nA mmap r anon 8\nA write r 0 3\nA munmap r 0 3")
    timeline = Timeline(ops, catalog.scheme("sum"), KERNELS[NEWEST], 8)
    (folio,) = {said.event.folio for said in timeline[3].said}
    assert timeline[3].ask(Question.FOLIO_MAPCOUNT, folio) is not None
    assert timeline[3].fault is timeline[4].fault is None
    (plugin,) = catalog.plugins
    assert (plugin.name, plugin.kind, plugin.origin) == ("sum", Kind.FOLDER, str(path))
    assert plugin.offers == (Offered(What.SCHEME, "sum"),)


def test_workload_of_a_stranger_makes_operations(load, write):
    write("touch.py", WORKLOAD)
    workload = load().workload("touch", {"pages": 2})
    assert [str(op) for op in workload.operations(8)] == ["proc A", "A mmap r anon 2", "A write r"]


def test_checker_of_a_stranger_is_asked(load, write, write_scheme):
    write("grumpy.py", CHECKER)
    write_scheme("fine.py", "fine")
    catalog = load()
    (checker,) = catalog.checkers_all()
    moment = Timeline((), catalog.scheme("fine"), KERNELS[NEWEST])[0]
    assert list(checker.check(moment)) == ["moment 0 could be better"]


def test_scenario_folder_of_a_stranger_is_listed(load, write, folder):
    (folder / "scenarios").mkdir()
    write("course.py", SCENARIOS)
    catalog = load()
    assert catalog.scenario_dirs == (folder / "scenarios",)
    (plugin,) = catalog.plugins
    assert plugin.offers == (Offered(What.SCENARIOS, str(folder / "scenarios")),)


def test_every_hook_is_asked():
    specified = {name for name, value in vars(hookspecs).items() if hasattr(value, "mmtui_spec")}
    assert specified == set(HOOKS)


def test_source_and_tracebacks_show_the_real_file(load, write):
    path = write("sum.py", LARGE)
    scheme = load().scheme("sum")
    assert inspect.getsourcefile(type(scheme)) == str(path)
    assert inspect.getsource(type(scheme)).startswith("class Sum(Scheme):")
    with pytest.raises(AttributeError) as raised:
        scheme.map_ptes(None, range(1), None).send(None)
    assert raised.traceback[-2].path == path


def test_edited_file_is_loaded_anew(load, write):
    before = load_after(write("sum.py", LARGE), load)
    after = load_after(write("sum.py", LARGE.replace("one sum", "one SUM")), load)
    assert (before, after) == ("one sum", "one SUM")


def load_after(path: Path, load) -> str:
    return load().scheme("sum").title


def test_loading_leaves_no_bytecode_in_the_folder_of_a_stranger(load, write, folder):
    write("sum.py", LARGE)
    load()
    assert [path.name for path in folder.iterdir()] == ["sum.py"]


def test_plugins_of_one_stem_in_two_folders_are_two_modules(load, write, tmp_path):
    one = load(folders=(write("sum.py", LARGE).parent,)).scheme("sum")
    two = load(folders=(write("sum.py", LARGE, tmp_path / "other").parent,)).scheme("sum")
    assert type(one).__module__ != type(two).__module__
    assert inspect.getsourcefile(type(one)) != inspect.getsourcefile(type(two))


def test_scheme_of_a_stranger_can_be_sent_to_a_process(load, write):
    write("sum.py", LARGE)
    scheme = load().scheme("sum")
    assert type(pickle.loads(pickle.dumps(scheme))) is type(scheme)


def test_class_that_is_listed_twice_is_offered_once(load, write):
    write("sum.py", LARGE.replace("[Sum]", "[Sum, Sum]"))
    catalog = load()
    assert not catalog.errors
    assert len(catalog.plugins[0].offers) == 1


def test_every_built_in_plugin_loads():
    catalog = load_catalog(Sources(bundled("plugins")))
    assert not [str(error) for error in catalog.errors]
    files = {str(path) for path in bundled("plugins").glob("*.py")}
    assert {plugin.origin for plugin in catalog.plugins} == files
    assert {plugin.kind for plugin in catalog.plugins} == {Kind.BUILTIN}


def test_built_in_scheme_is_found_under_the_name_of_its_file():
    catalog = load_catalog(Sources(bundled("plugins")))
    for name, offer in catalog.schemes.items():
        assert Path(offer.origin).stem == name.replace("-", "_")


def test_catalog_cannot_be_changed(load):
    catalog = load(builtin=bundled("plugins"))
    with pytest.raises(TypeError):
        catalog.schemes["mine"] = None
    with pytest.raises(AttributeError):
        catalog.errors = ()


def test_loading_imports_only_what_it_needs(tmp_path):
    code = (
        "import sys; from mmtui.catalog import *\n"
        "assert not [name for name in sys.modules if name.startswith('mmtui_plugin')]\n"
        f"catalog = load_catalog(find_sources(environ={{'MMTUI_DATA_DIR': {str(tmp_path)!r}}}))\n"
        "assert catalog.schemes\n"
        "heavy = {'importlib.metadata', 'platformdirs', 'pydantic', 'textual', 'rich', 'ctypes', 'random'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(hookspecs.__file__).parent.parent
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.stderr) == ("[]", "")
