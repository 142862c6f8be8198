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


Many: TypeAlias = Annotated[tuple[T, ...], Field(strict=False)]  # TOML has lists, and values are tuples

Counted = BeforeValidator(_counted)
Id: TypeAlias = Annotated[str, StringConstraints(pattern=_ID, min_length=1, max_length=40)]
Line: TypeAlias = Annotated[
    str, StringConstraints(pattern=_LINE, min_length=1, max_length=300, strip_whitespace=True)
]
Name: TypeAlias = Annotated[
    str, StringConstraints(pattern=_LINE, min_length=1, max_length=40, strip_whitespace=True)
]
Prose: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=8000, strip_whitespace=True)]
Kernel: TypeAlias = Annotated[str, StringConstraints(pattern=_KERNEL, max_length=20)]
Because: TypeAlias = Annotated[Line, AfterValidator(_because)]
AnyAnswer: TypeAlias = Annotated[int | str, BeforeValidator(_answer)]
PageNr: TypeAlias = Annotated[int, Field(ge=0)]
