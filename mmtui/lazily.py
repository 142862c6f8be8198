"""Packages that import their parts when they are asked for, so that a command pays only for what it uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def lazily(package: str, parts: Mapping[str, tuple[str, ...]]) -> tuple[Callable[[str], object], list[str]]:
    """Return ``__getattr__`` and ``__all__`` for a package whose modules give it these names.

    >>> found, names = lazily("mmtui.model", {"folio": ("LARGE",)})
    >>> found("LARGE"), names
    (30, ['LARGE'])
    """
    homes = {name: module for module, names in parts.items() for name in names}

    def found(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return found, sorted(homes)
