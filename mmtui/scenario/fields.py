"""The kinds of values and tables a scenario file is made of, as pydantic checks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias, TypeVar, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from mmtui.scenario.misconceptions import MISCONCEPTIONS

T = TypeVar("T")

_ID = r"^[a-z0-9-]*$"
_LINE = r"^[^\n\t]*$"
_KERNEL = r"^[0-9]+\.[0-9]+(-[a-z0-9]+)?$"

# What a text that does not match must be told.
PATTERNS = {
    _ID: "may only have a-z, 0-9 and -",
    _LINE: "must be one line",
    _KERNEL: 'must be a version such as "6.1" or "7.3-nopmc"',
}


class Table(BaseModel):
    """A table of the file: a key that is not known is refused, and nothing is converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _counted(value: object) -> object:
    # To Python, `true` and 1.0 are equal to 1, and so a Literal would take them.
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise PydanticCustomError("int_type", "a whole number")


def _answer(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise PydanticCustomError("answer_type", "a whole number or a text")
    if isinstance(value, str) and not 1 <= len(value := value.strip()) <= 300:
        kind = "string_too_long" if value else "string_too_short"
        raise PydanticCustomError(kind, "an answer", {"max_length": 300})
    return value


def _because(value: str) -> str:
    if value not in MISCONCEPTIONS and " " not in value:
        raise PydanticCustomError("misconception", "a misconception")
    return value


def _text(longest: int, pattern: str | None = None) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest, pattern=pattern)


Many: TypeAlias = Annotated[tuple[T, ...], Field(strict=False)]  # TOML has lists, and values are tuples

Id: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=_ID)]
Kernel: TypeAlias = Annotated[str, StringConstraints(max_length=20, pattern=_KERNEL)]
Name: TypeAlias = Annotated[str, _text(40, _LINE)]
Title: TypeAlias = Annotated[str, _text(80, _LINE)]
Line: TypeAlias = Annotated[str, _text(300, _LINE)]
Prose: TypeAlias = Annotated[str, _text(8000)]
Because: TypeAlias = Annotated[Line, AfterValidator(_because)]
AnyAnswer: TypeAlias = Annotated[int | str, BeforeValidator(_answer)]
Counted = BeforeValidator(_counted)


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
