"""Schemes with one mistake: the text of a built-in plugin with one place changed."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

import mmtui.errors
from mmtui.catalog import Sources, bundled, load_catalog
from mmtui.explore.subject import Subject
from mmtui.kernel.profile import kernel_with, profile_of
from mmtui.scheme import Scheme

ROOT = Path(mmtui.errors.__file__).parent.parent
sys.path.insert(0, str(Path(__file__).parent))


def source_of(plugin: str) -> str:
    """Return the text of a plugin; the owner slots, which several inherit, stand in it as well."""
    text = (ROOT / "plugins" / f"{plugin}.py").read_text()
    if "OwnerSlots" not in text:
        return text
    slots = (ROOT / "mmtui" / "owner_slots.py").read_text()
    future = "from __future__ import annotations\n"
    return slots + re.sub(r"\bOwnerSlots,\s*", "", text.replace(future, ""), count=1)


def made_of(text: str, name: str) -> type[Scheme]:
    """Return the scheme in the text of a plugin."""
    module = ModuleType(name)
    sys.modules[name] = module
    exec(compile(text, f"{name}.py", "exec"), vars(module))
    (cls,) = module.register_schemes()
    return cls


class Edited(NamedTuple):
    """Makes a subject of a plugin with one place changed."""

    plugin: str
    old: str = ""
    new: str = ""

    def __call__(self) -> Subject:
        text = source_of(self.plugin)
        assert not self.old or text.count(self.old) >= 1, f"{self.plugin} has changed: {self.old!r}"
        scheme = made_of(
            text.replace(self.old, self.new, 1) if self.old else text, f"edited_{abs(hash(self))}"
        )()
        catalog = load_catalog(Sources(bundled("plugins")))
        return Subject(scheme, profile_of(kernel_with(scheme.name)), catalog.checkers_all())


@pytest.fixture(scope="session")
def edited() -> type[Edited]:
    return Edited
