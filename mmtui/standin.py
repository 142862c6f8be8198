"""What a handler is given in a rehearsal in place of numbers, and what it gives away by using them.

Each stands for many values at once.  A handler must do the same with all of them: of an answer it is
noted for which values that is so, of a VMA that it was looked at, and everything else is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, NoReturn

from mmtui.cells import Row
from mmtui.model.vma import Vma


class Asked(BaseException):
    """A handler wanted to know what it must do without."""


class StandIn:
    """In place of a number that may be any: it can be handed on, and nothing else can be done with it.

    What it was asked for is noted in ``asked``, in case the handler catches everything.
    """

    __slots__ = ("_asked",)
    _poses_as: ClassVar[type] = int

    def __init__(self, asked: list[object]) -> None:
        self._asked = asked

    @property  # type: ignore[misc]  # for isinstance()
    def __class__(self) -> type:
        return type(self)._poses_as

    def _refuse(self, *what: object) -> NoReturn:
        self._asked.append(what)
        raise Asked

    __getattr__ = _refuse


class OnePage(StandIn):
    """In place of a range of one page that may be any."""

    __slots__ = ("start",)
    _poses_as = range

    def __init__(self, asked: list[object]) -> None:
        super().__init__(asked)
        self.start = StandIn(asked)

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[StandIn]:
        return iter((self.start,))


class AnyVma:
    """In place of a VMA: it answers as the real one does, and notes in ``looks`` that it was looked at."""

    __slots__ = ("_real",)

    def __init__(self, vma: Vma, looks: list[object]) -> None:
        object.__setattr__(self, "_real", (vma, looks))

    def __getattribute__(self, name: str) -> Any:
        vma, looks = object.__getattribute__(self, "_real")
        looks.append(name)
        return getattr(vma, name)


class Place:
    """What one counter was found to hold, and which other values would have led the handler the same way.

    Those are the ones from ``low`` on and below ``high``.
    """

    def __init__(self, row: Row, paged: bool, found: int, fitting: range, less: Place | None = None) -> None:
        self.row = row
        self.paged = paged
        """The row has a value for each page."""
        self.found, self.low, self.high = found, fitting.start, fitting.stop
        self.less = less
        """It holds the difference to what that one holds."""
        self.beside: dict[Place, Place] = {}
        """The differences to other places that the handler went by."""
        self._fitting = fitting

    @property
    def narrowed(self) -> bool:
        """Some values that it can hold would have led another way."""
        return range(self.low, self.high) != self._fitting

    def below(self, bound: int) -> bool:
        """Tell whether it holds less than that, which from now on is so for all of its values."""
        if self.found < bound:
            self.high = min(self.high, bound)
        else:
            self.low = max(self.low, bound)
        return self.found < bound

    def equal(self, value: int) -> bool:
        """Tell whether it holds a value, which from now on is so for all of its values, or for none."""
        return not self.below(value) and self.below(value + 1)

    def minus(self, other: Place) -> Place:
        """Return what is to be noted of the difference to another place of a whole folio."""
        if other not in self.beside:
            fitting = range(
                self._fitting.start - other._fitting.stop, self._fitting.stop - other._fitting.start
            )
            self.beside[other] = Place(self.row, False, self.found - other.found, fitting, other)
        return self.beside[other]


class Answer(StandIn):
    """In place of what a counter answers: what was found in a place, and ``by`` more.

    It can be added to, compared and taken for a truth value.
    """

    __slots__ = ("by", "place")

    def __init__(self, asked: list[object], place: Place, by: int = 0) -> None:
        super().__init__(asked)
        self.place = place
        self.by = by

    def tied(self) -> int:
        """Return its value; from now on only the value that was found in the place leads the same way."""
        self.place.equal(self.place.found)
        return self.place.found + self.by

    def __add__(self, other: object) -> Answer:
        return Answer(self._asked, self.place, self.by + self._number(other))

    __radd__ = __add__

    def __sub__(self, other: object) -> Answer:
        return Answer(self._asked, self.place, self.by - self._number(other))

    def __lt__(self, other: object) -> bool:
        place, bound = self._beside(other)
        return place.below(bound)

    def __le__(self, other: object) -> bool:
        place, bound = self._beside(other)
        return place.below(bound + 1)

    def __gt__(self, other: object) -> bool:
        return not self <= other

    def __ge__(self, other: object) -> bool:
        return not self < other

    def __eq__(self, other: object) -> bool:
        place, value = self._beside(other)
        return place.equal(value)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        return self != 0

    __hash__ = StandIn._refuse

    def _beside(self, other: object) -> tuple[Place, int]:
        # what is compared with what, once ``by`` has been taken to the other side
        if type(other) is Answer and not self.place.paged and not other.place.paged:
            return self.place.minus(other.place), other.by - self.by
        return self.place, self._number(other) - self.by

    def _number(self, other: object) -> int:
        if type(other) is Answer:
            return other.tied()
        if issubclass(type(other), int):
            return int(other)  # type: ignore[call-overload,no-any-return]  # no stand-in
        self._refuse(other)


def _asked_of_the_real_one(name: str) -> Any:
    return lambda vma, *others: getattr(vma, name)(*others)


# what Python looks for in the class, past ``__getattribute__`` and ``__getattr__``
_NEEDED = {"__class__", "__doc__", "__getattribute__", "__new__"}
for _name in {"__str__", *vars(int), *vars(range)} - _NEEDED:
    if _name.startswith("__"):
        setattr(StandIn, _name, StandIn._refuse)
for _name in ("__contains__", "__eq__", "__hash__", "__ne__", "__repr__", "__str__"):
    setattr(AnyVma, _name, _asked_of_the_real_one(_name))
