"""A scenario as the text of its file: what was played or found becomes TOML as people write it.

Imported only when something is saved: tomlkit is slow to import.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

import tomlkit
from tomlkit.items import String

from mmtui.kernel.profile import OWN_RULES
from mmtui.scenario.values import Machine, Solution

SUFFIX = ".mmtui.toml"
_WIDTH = 110


class Document(NamedTuple):
    """What a file says; ``head`` has the keys before the first table, each step those of a ``[[step]]``."""

    head: Mapping[str, Any]
    machine: Machine
    ops: Sequence[str]
    """The operations of its script."""
    steps: Sequence[Mapping[str, Any]]
    debrief: str
    solution: Solution

    def text(self) -> str:
        """Return the text of the file."""
        document = tomlkit.document()
        document.add(tomlkit.comment(":schema scenario-1.schema.json"))
        for key, value in self.head.items():
            document[key] = value
        document["machine"] = _machine(self.machine)
        script = "".join(f"{op}\n" for op in self.ops)
        document["workload"] = {"use": "script", "ops": tomlkit.string(script, multiline=True)}
        document["step"] = _steps(self.steps)
        document["debrief"] = {"text": lines(self.debrief)}
        document["solution"] = _solution(self.solution)
        # a text begins on a line of its own, as people write it
        return tomlkit.dumps(document).replace("# :schema", "#:schema", 1).replace(' = """', ' = """\n')


def lines(text: str) -> String:
    """Return a text that is written in lines."""
    broken = wrap(text, _WIDTH, break_on_hyphens=False, break_long_words=False)
    return tomlkit.string("\n".join(broken) + "\n", multiline=True)


def _machine(machine: Machine) -> dict[str, Any]:
    table: dict[str, Any] = {
        "pages_per_pmd": machine.pages_per_pmd,
        "scheme": machine.scheme,
        "kernel": machine.kernel,
    }
    named = zip(machine.rules._fields, machine.rules, OWN_RULES, strict=True)
    return table | {key: rule for key, rule, own in named if rule != own}


def _steps(steps: Iterable[Mapping[str, Any]]) -> Any:
    written = tomlkit.aot()
    for step in steps:
        ask, hints = tomlkit.inline_table(), tomlkit.array()
        ask.update(step["ask"])
        hints.extend(step["hints"])
        written.append(tomlkit.item({**step, "ask": ask, "hints": hints.multiline(True)}))
    return written


def _solution(solution: Solution) -> dict[str, Any]:
    return {
        "steps": list(solution.steps),
        "reject": [[reject.step, reject.answer] for reject in solution.reject],
    }
