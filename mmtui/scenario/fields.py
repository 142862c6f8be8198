"""The kinds of values a scenario file is made of, as pydantic checks them."""

from __future__ import annotations

from typing import Annotated, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
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
