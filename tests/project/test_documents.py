"""What the documents say is tried: their code runs, every hook and every counter step is in them."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from mmtui import hookspecs
from mmtui.catalog import Sources, bundled, load_catalog
from mmtui.game.check import check_scenario
from mmtui.game.trial import prepare
from mmtui.kernel.profile import KERNELS, profile_of
from mmtui.model.counters import Counter
from mmtui.model.events import What
from mmtui.model.ops import VERBS, parse_script
from mmtui.scenario import MISCONCEPTIONS, load
from mmtui.scenario.challenge_schema import ActTable, BuildTable, RaceTable
from mmtui.scenario.values import CLAIMS, COSTS, EVENTS, FIELDS, TRUTHS
from mmtui.timeline import Timeline

ROOT = Path(__file__).parents[2]
PLUGINS = (ROOT / "docs" / "plugins.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PLUGINS, re.S)
SCRIPT = "proc A\nA mmap r anon 8\nA write r\nA fork B\nB mprotect r 2 5 ro\nB munmap r 3 4\nB exit\nA exit"


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documented")
    for number, block in enumerate(BLOCKS):
        (folder / f"documented_{number}.py").write_text(block)
    return load_catalog(Sources(bundled("plugins"), folders=(folder,)))


def test_every_plugin_in_the_guide_loads(catalog):
    assert catalog.errors == ()
    assert {"one-sum"} <= set(catalog.schemes)
    assert {"touch-and-go"} <= set(catalog.workloads)
    assert {"says-mapped"} <= set(catalog.checkers)


def test_the_scheme_in_the_guide_is_right_in_what_it_claims(catalog):
    timeline = Timeline(parse_script(SCRIPT), catalog.scheme("one-sum"), profile_of("6.1"), 8)
    checkers = [offer.cls() for offer in catalog.checkers.values()]
    for n in range(len(timeline) + 1):
        assert timeline[n].fault is None
        assert [problem for checker in checkers for problem in checker.check(timeline[n])] == []


def test_the_scheme_in_the_guide_is_about_thirty_lines():
    assert len([line for line in BLOCKS[0].splitlines() if line.strip()]) <= 35


def hooks() -> list[str]:
    return [
        name
        for name, value in vars(hookspecs).items()
        if inspect.isfunction(value) and name.startswith("register")
    ]


@pytest.mark.parametrize("hook", hooks())
def test_every_hook_is_documented(hook):
    assert f"`{hook}()`" in PLUGINS


@pytest.mark.parametrize("what", What)
def test_every_event_is_documented(what):
    assert f"`{what.value}(" in PLUGINS


@pytest.mark.parametrize("step", ["inc", "dec", "add", "exchange", "set", "read"])
def test_every_step_of_a_counter_is_documented(step):
    assert hasattr(Counter, step)
    assert f".{step}" in PLUGINS


def test_every_kernel_has_a_scheme_that_is_built_in(catalog):
    assert {profile.scheme for profile in KERNELS.values()} <= set(catalog.schemes)


CITATION = re.compile(
    r'commit [0-9a-f]{12} \(".+"\) \(in v\d+\.\d+\)|.*\(\) in .+|.*linux-mm.*|.*Documentation/.+', re.S
)


def test_citations_of_built_in_schemes_have_the_kernels_form(catalog):
    cites = [
        (name, cite)
        for name, offer in catalog.schemes.items()
        for cite in offer.cls.cites
        if name != "one-sum"
    ]
    assert cites
    assert [bad for bad in cites if not CITATION.fullmatch(bad[1])] == []


def test_nothing_in_the_package_imports_textual_but_the_screen():
    package = ROOT / "mmtui"
    outside = [path for path in package.rglob("*.py") if "tui" not in path.relative_to(package).parts]
    imports = re.compile(r"^\s*(from|import) (textual|rich)\b", re.M)
    offenders = [path.name for path in outside if imports.search(path.read_text())]
    assert outside
    assert offenders == []


def test_the_scenario_in_the_guide_passes_its_check(tmp_path, catalog):
    guide = (ROOT / "docs" / "scenarios.md").read_text()
    text, *_ = re.findall(r"```toml\n(.*?)```", guide, re.S)
    path = tmp_path / "second-sharer.mmtui.toml"
    path.write_text(text)
    assert check_scenario(load(path), catalog) == ()


def test_every_other_example_of_a_step_in_the_guide_is_from_a_scenario_that_is_checked():
    guide = (ROOT / "docs" / "scenarios.md").read_text()
    _, *steps = re.findall(r"```toml\n(.*?)```", guide, re.S)
    folders = (ROOT / "scenarios", ROOT / "tests" / "scenarios")
    checked = [path.read_text() for folder in folders for path in folder.glob("*.mmtui.toml")]
    assert {kind for step in steps for kind in re.findall(r'^kind +=  *"(\w+)"', step, re.M)} == {
        "act",
        "race",
        "build",
    }
    assert [step for step in steps if not any(step in text for text in checked)] == []


@pytest.mark.parametrize("table", [ActTable, RaceTable, BuildTable])
def test_every_key_of_a_step_is_in_the_guide(table):
    guide = (ROOT / "docs" / "scenarios.md").read_text()
    asked = set(table.model_fields) - {"kind", "prompt", "hints"}
    assert asked
    assert [key for key in asked if not re.search(rf"^\| (`\w+`, )*`{key}`", guide, re.M)] == []


def test_every_misconception_and_question_is_in_the_guide():
    guide = (ROOT / "docs" / "scenarios.md").read_text()
    names = (*MISCONCEPTIONS, *TRUTHS, *CLAIMS, *COSTS, *FIELDS, *EVENTS)
    assert [name for name in names if name not in guide] == []


def test_every_operation_is_in_the_guide():
    guide = (ROOT / "docs" / "scenarios.md").read_text()
    assert [verb for verb in VERBS if not re.search(rf"^(A )?{verb} ", guide + "A exit ", re.M)] == []


def test_every_scenario_lets_the_player_look_through_a_scheme_of_their_own(catalog):
    for path in bundled("scenarios").glob("*.mmtui.toml"):
        assert "one-sum" in prepare(load(path), catalog).schemes


def test_every_relative_link_of_the_readme_leads_somewhere():
    links = re.findall(r"\]\(([^):]+)\)", (ROOT / "README.md").read_text())
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
