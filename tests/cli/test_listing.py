"""``mmtui list`` and ``mmtui plugins list``."""

from __future__ import annotations

import json

import pytest

KEYS = {"id", "title", "chapter", "solved", "kinds", "minutes", "path"}


def test_json_has_one_object_for_each_scenario(mmtui_):
    ended = mmtui_("list", "--json")
    assert ended.code == 0
    found = [json.loads(line) for line in ended.lines]
    assert found
    assert all(record.keys() >= KEYS and record["schema"] == 1 for record in found)
    assert {"last-unmap-small", "last-unmap-doublemap"} <= {record["id"] for record in found}
    chapters = [record["chapter"] for record in found]
    assert chapters == sorted(chapters)


def test_text_has_every_scenario_and_says_in_words_if_it_is_solved(mmtui_):
    ended = mmtui_("list")
    assert "  open    last-unmap-small " in ended.out
    assert ended.err.startswith("0 of ")


def test_looking_makes_no_file(mmtui_, tmp_path):
    mmtui_("list")
    assert not (tmp_path / "state").exists()


def test_what_was_solved_is_listed_as_solved(mmtui_, plugins_dir, scenario_file):
    solved = mmtui_("play", scenario_file, stdin="1\n7\n")
    assert solved.code == 0
    ended = mmtui_("--plugins-dir", plugins_dir, "list", "--json")
    found = {record["id"]: record["solved"] for record in map(json.loads, ended.lines)}
    assert found.pop("example-last-unmap") is True
    assert not any(found.values())
    assert "  solved  example-last-unmap" in mmtui_("--plugins-dir", plugins_dir, "list").out


def test_a_broken_plugin_stops_nothing_and_is_named_with_its_line(mmtui_, plugins_dir):
    ended = mmtui_("--plugins-dir", plugins_dir, "list", "--json")
    assert ended.code == 0
    assert "broken.py:3" in ended.err
    assert "no luck" in ended.err
    ids = {json.loads(line)["id"] for line in ended.lines}
    assert {"example-last-unmap", "last-unmap-small"} <= ids


def test_the_safe_mode_leaves_strangers_out(mmtui_, plugins_dir):
    ended = mmtui_("--safe-mode", "--plugins-dir", plugins_dir, "list", "--json")
    assert "broken.py" not in ended.err
    assert "example-last-unmap" not in ended.out


def test_a_broken_scenario_is_listed_with_its_problem(mmtui_, plugins_dir, scenario_file):
    scenario_file.with_name("bad.mmtui.toml").write_text("format = 1\nid = \n")
    ended = mmtui_("--plugins-dir", plugins_dir, "list", "--json")
    assert ended.code == 0
    [bad] = [record for record in map(json.loads, ended.lines) if record["problem"]]
    assert bad["path"].endswith("bad.mmtui.toml")
    assert "line 2" in mmtui_("--plugins-dir", plugins_dir, "list").out


def test_plugins_are_listed_with_what_they_offer_and_from_where(mmtui_):
    ended = mmtui_("plugins", "list")
    assert ended.code == 0
    assert "double-map  built-in, " in ended.out
    assert "    scheme double-map  one count for PMDs, one in each page for PTEs, and a flag\n" in ended.out
    assert "    checker never-negative  counters end at zero, never run below it" in ended.out


def test_what_has_no_title_is_listed_with_its_docstring(mmtui_, tmp_path):
    text = "from mmtui import built_in, hookimpl\n\n\nclass Mine(built_in('per-page')):\n"
    text += '    """Mine.\n\n    More of it.\n    """\n\n    name, title = \'mine\', \'\'\n\n\n'
    text += "class Bare(built_in('per-page')):\n    name, title = 'bare', ''\n\n\n"
    (tmp_path / "mine.py").write_text(f"{text}@hookimpl\ndef register_schemes():\n    return [Mine, Bare]\n")
    ended = mmtui_("--plugins-dir", tmp_path, "plugins", "list")
    assert "    scheme mine  Mine.\n    scheme bare\n" in ended.out


def test_plugins_as_json(mmtui_):
    found = [json.loads(line) for line in mmtui_("plugins", "list", "--json").lines]
    [plugin] = [record for record in found if record["plugin"] == "double-map"]
    assert plugin["schema"] == 1
    assert plugin["ok"] is True
    assert plugin["offers"] == [
        {
            "what": "scheme",
            "name": "double-map",
            "title": "one count for PMDs, one in each page for PTEs, and a flag",
        }
    ]
    assert plugin["origin"].endswith("double_map.py")


def test_a_broken_plugin_ends_with_4_and_the_others_are_listed(mmtui_, plugins_dir):
    ended = mmtui_("--plugins-dir", plugins_dir, "plugins", "list")
    assert ended.code == 4
    assert "broken.py:3: raised RuntimeError: no luck" in ended.out
    assert "scheme breaks" in ended.out
    assert "scheme double-map" in ended.out


def test_a_broken_plugin_as_json(mmtui_, plugins_dir):
    ended = mmtui_("--plugins-dir", plugins_dir, "plugins", "list", "--json")
    assert ended.code == 4
    [broken] = [record for record in map(json.loads, ended.lines) if not record["ok"]]
    assert (broken["plugin"], broken["line"]) == ("broken", 3)
    assert broken["file"].endswith("broken.py")
    assert {"problem", "remedy", "schema"} <= broken.keys()


def test_a_plugin_that_is_switched_off_is_listed_as_such(mmtui_, plugins_dir, monkeypatch):
    monkeypatch.setenv("MMTUI_DISABLE_PLUGINS", "broken")
    ended = mmtui_("--plugins-dir", plugins_dir, "plugins", "list")
    assert ended.code == 0
    assert "off: MMTUI_DISABLE_PLUGINS names it" in ended.out


@pytest.mark.parametrize("args", [["list"], ["plugins", "list"]])
def test_a_plugins_dir_that_is_not_there_is_wrong_usage(mmtui_, args):
    ended = mmtui_("--plugins-dir", "/no/such/folder", *args)
    assert (ended.code, ended.out) == (2, "")
    assert "there is no such folder" in ended.err


def test_verbose_says_what_is_loaded_and_does_not_change_the_data(mmtui_):
    quiet, loud = mmtui_("list", "--json"), mmtui_("-v", "list", "--json")
    assert quiet.out == loud.out
    assert "plugins loaded: " in loud.err
    assert "plugins loaded: " not in quiet.err
