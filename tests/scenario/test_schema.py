"""The JSON Schema that editors read: it is shipped, it is the one that is printed, and our files obey it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomli
from jsonschema import Draft202012Validator

from mmtui.catalog import bundled
from mmtui.scenario.json_schema import json_schema, schema_text

FILES = sorted(bundled("scenarios").glob("*.mmtui.toml"))
SCHEMA = bundled("scenarios") / "scenario-1.schema.json"
assert FILES


@pytest.fixture(scope="module")
def validator():
    Draft202012Validator.check_schema(json_schema())
    return Draft202012Validator(json.loads(SCHEMA.read_text()))


def properties(schema, where="the file"):
    for name, table in {"the file": schema, **schema["$defs"]}.items():
        for key, value in table["properties"].items():
            yield f"{key} in {name}", value


def test_the_file_that_is_shipped_is_what_the_command_prints():
    assert SCHEMA.read_text() == schema_text()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_shipped_scenario_is_what_the_schema_says(validator, path):
    assert [error.message for error in validator.iter_errors(tomli.loads(path.read_text()))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_schema_that_a_shipped_scenario_names_is_there(path):
    first = path.read_text().split("\n")[0]
    assert first.startswith("#:schema ")
    assert (path.parent / first.removeprefix("#:schema ")).is_file()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("difficulty = 2", "dificulty = 2"),
        ("difficulty = 2", "difficulty = 6"),
        ('"PG_double_map"', "3"),
        ('kind   = "find"', 'kind   = "fnd"'),
        ("pages_per_pmd = 8", "pages_per_pmd = 9"),
        ("[debrief]\ntext ", "[debrief]\ntxt "),
    ],
)
def test_a_file_that_is_wrong_is_not(validator, sample, old, new):
    assert validator.is_valid(tomli.loads(sample))
    assert old in sample
    assert not validator.is_valid(tomli.loads(sample.replace(old, new)))


def test_every_key_is_explained_and_none_can_be_null():
    keys = dict(properties(json_schema()))
    assert len(keys) > 50
    assert [key for key, value in keys.items() if not value.get("description")] == []
    assert '"null"' not in schema_text()


def test_the_wheel_carries_the_schema_with_the_scenarios():
    project = tomli.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert carried["scenarios"] == "mmtui/_scenarios"
    assert SCHEMA.parent.name == "scenarios"
