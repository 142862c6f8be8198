"""Tables of which one is meant, told apart by a name that stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from mmtui.scenario.fields import Table


def fields(table: type[Table]) -> dict[str, FieldInfo]:
    """The keys a table may have, as they are written in a file."""
    return {field.alias or name: field for name, field in table.model_fields.items()}


def choices(field: FieldInfo) -> tuple[object, ...]:
    """The values a key may have; empty if it is not one of a list."""
    return _literals(field.annotation)


@dataclass(frozen=True, slots=True)
class Variants:
    """One of several tables: which one, the value of the one ``selector`` that is present says."""

    selectors: tuple[str, ...]
    tables: tuple[type[Table], ...]

    def tag(self, raw: object) -> str | None:
        """The class name of the table that is meant; None if that cannot be told."""
        if not isinstance(raw, dict) or len(present := self.present(raw)) != 1:
            return None
        [selector] = present
        for table in self._with(selector):
            allowed = choices(fields(table)[selector])
            if not allowed or raw[selector] in allowed:
                return table.__name__
        return None

    def present(self, raw: Mapping[str, object]) -> tuple[str, ...]:
        """The selectors that are there, in the order of the file."""
        return tuple(key for key in raw if key in self.selectors)

    def choices(self, selector: str) -> tuple[object, ...]:
        """All values the selector may have, whichever table they mean."""
        return tuple(value for table in self._with(selector) for value in choices(fields(table)[selector]))

    @property
    def known(self) -> tuple[str, ...]:
        """All keys that any of the tables has."""
        return tuple(dict.fromkeys(key for table in self.tables for key in fields(table)))

    def _with(self, selector: str) -> tuple[type[Table], ...]:
        return tuple(table for table in self.tables if selector in fields(table))


def _literals(annotation: object) -> tuple[object, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(value for part in get_args(annotation) for value in _literals(part))
