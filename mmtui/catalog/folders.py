"""Plugins that are plain files in a folder."""

from __future__ import annotations

import sys
from functools import partial
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from zlib import crc32

from mmtui.catalog.found import Found
from mmtui.catalog.sources import dashed
from mmtui.catalog.values import Kind


def plugins_in(folder: Path, kind: Kind) -> tuple[Found, ...]:
    """Return the plugins of a folder in the order of their names; a file named ``_...`` is none.

    Raises ``OSError`` when the folder cannot be read.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix == ".py" and path.name[0] not in "._")
    return tuple(_found(path, kind) for path in files)


def _found(path: Path, kind: Kind) -> Found:
    module = _module_name(path)
    return Found(dashed(path.stem), kind, str(path), module, partial(_load, path, module, kind))


def _module_name(path: Path) -> str:
    # the same file has the same name in every process, and no two files share one
    stem = "".join(letter if letter.isalnum() else "_" for letter in path.stem)
    return f"mmtui_plugin_{stem}_{crc32(bytes(path)):08x}"


def _load(path: Path, name: str, kind: Kind) -> ModuleType:
    loader = (SourceFileLoader if kind is Kind.BUILTIN else _Uncached)(name, str(path))
    spec = spec_from_file_location(name, path, loader=loader)
    assert spec is not None, "there is a spec for every loader"
    module = module_from_spec(spec)
    before = sys.modules.get(name)
    # dataclasses, inspect and pickle look a class's module up there
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except BaseException:
        _put_back(name, before)
        raise
    return module


def _put_back(name: str, before: ModuleType | None) -> None:
    if before is None:
        sys.modules.pop(name, None)
    else:
        sys.modules[name] = before


class _Uncached(SourceFileLoader):
    # A player edits and loads a file twice in one second; a .pyc of the same second and size would win.

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return code
