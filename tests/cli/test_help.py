"""Help, version, and what is said of words that are none."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from mmtui import __version__
from mmtui.cli.lazy import Command, LazyGroup
from mmtui.cli.open import command as open_command
from mmtui.cli.root import root


def commands(group: LazyGroup, *above: str):
    for name in group.later:
        command = group.get_command(None, name)
        yield (*above, name), command, group.later[name].help
        if isinstance(command, LazyGroup):
            yield from commands(command, *above, name)


COMMANDS = list(commands(root))
IDS = [" ".join(path) for path, _, _ in COMMANDS]


def test_there_are_commands():
    assert {"list", "run", "play", "scenario check", "plugins list"} <= set(IDS)


@pytest.mark.parametrize(("path", "command", "short"), COMMANDS, ids=IDS)
def test_every_command_shows_examples_of_itself(mmtui_, path, command, short):
    ended = mmtui_(*path, "-h")
    assert ended.code == 0
    assert ended.err == ""
    examples = ended.out.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    assert examples
    assert all(
        " ".join(("mmtui", *path)) in line.replace("--plugins-dir ~/schemes ", "") for line in examples
    )


@pytest.mark.parametrize(("path", "command", "short"), COMMANDS, ids=IDS)
def test_the_list_of_commands_says_what_each_says_of_itself(path, command, short):
    assert command.get_short_help_str(200) == short


@pytest.mark.parametrize(("path", "command", "short"), COMMANDS, ids=IDS)
def test_every_option_is_explained(path, command, short):
    assert isinstance(command, Command | LazyGroup)
    for param in command.params:
        assert param.param_type_name == "argument" or param.help


def test_the_hidden_command_that_opens_a_scenario_has_examples_too(mmtui_):
    assert open_command.examples
    assert "Examples:" in mmtui_("some-scenario", "--help").out


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_names_all_commands_and_shows_examples(mmtui_, option):
    ended = mmtui_(option)
    assert ended.code == 0
    assert "Examples:" in ended.out
    assert all(f"\n  {name} " in ended.out for name in root.later)


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version_is_one_line(mmtui_, option):
    assert mmtui_(option) == (0, f"mmtui {__version__}\n", "")


@pytest.mark.parametrize("args", [["-h"], ["--version"], ["run", "-h"], ["scenario", "check", "-h"]])
def test_help_and_version_import_nothing_that_takes_long(args):
    seen = "import sys; from mmtui.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", seen, *args], capture_output=True, text=True, check=True)
    ours = {name for name in done.stderr.split() if name.startswith("mmtui.") and ".cli" not in name}
    assert ours == {"mmtui.errors", "mmtui.lazily", "mmtui.counted"}
    slow = {"textual", "rich", "pydantic", "pluggy", "tomli", "sqlite3", "platformdirs", "json", "asyncio"}
    assert not slow & set(done.stderr.split())


def test_a_misspelt_command_is_recognised(mmtui_):
    ended = mmtui_("lst", "--json")
    assert (ended.code, ended.out) == (2, "")
    assert "'lst'; did you mean 'list'?" in ended.err


def test_a_misspelt_scenario_is_recognised(mmtui_):
    ended = mmtui_("last-unmap-smal")
    assert ended.code == 2
    assert "did you mean 'last-unmap-small'?" in ended.err


def test_a_misspelt_subcommand_is_recognised(mmtui_):
    ended = mmtui_("plugins", "lits")
    assert ended.code == 2
    assert "did you mean 'list'?" in ended.err


@pytest.mark.parametrize(
    ("args", "meant"),
    [
        (["list", "--jsn"], "--json"),
        (["run", "x.ops", "--kernal", "6.1"], "--kernel"),
        (["--safemode", "list"], "--safe-mode"),
    ],
)
def test_a_misspelt_option_is_recognised(mmtui_, args, meant):
    ended = mmtui_(*args)
    assert (ended.code, ended.out) == (2, "")
    assert "Did you mean" in ended.err
    assert meant in ended.err


def test_a_global_option_behind_the_command_is_told_its_place(mmtui_):
    ended = mmtui_("list", "--safe-mode")
    assert ended.code == 2
    assert "It stands before the command: mmtui --safe-mode" in ended.err


def test_a_word_like_nothing_is_told_where_the_names_are(mmtui_):
    ended = mmtui_("xyzzy")
    assert ended.code == 2
    assert "mmtui -h and mmtui list show what there is" in ended.err


def test_a_group_without_a_command_shows_its_help(mmtui_):
    ended = mmtui_("scenario")
    assert ended.code == 2
    assert "check" in ended.err


def test_completion_offers_commands(process):
    ended = process(_MMTUI_COMPLETE="bash_complete", COMP_WORDS="mmtui pl", COMP_CWORD="1")
    assert {"plain,play", "plain,plugins"} <= set(ended.lines)


@pytest.mark.parametrize(("words", "at"), [("mmtui last", 1), ("mmtui play last", 2)])
def test_completion_offers_scenarios(process, words, at):
    ended = process(_MMTUI_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(at))
    assert {"plain,last-unmap-small", "plain,last-unmap-doublemap"} <= set(ended.lines)


def test_the_help_names_every_exit_code(mmtui_):
    said = mmtui_("-h").out
    codes = [int(code) for code in re.findall(r"^ {4,6} *(\d+)  [a-z]", said, re.MULTILINE)]
    assert codes == [0, 1, 2, 3, 4, 5, 70, 130]
    assert "141 if nobody reads" in said
