"""The list of all tests of a scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from mmtui.conformance.subject import Kit


class Broken(Exception):
    """A test has failed; the message is all that is to be shown."""


class Undecided(Exception):
    """A test cannot be run, or not to its end, for this reason."""


class Check(NamedTuple):
    """One test: raises ``Broken`` or ``Undecided``, or returns."""

    name: str
    about: str
    run: Callable[[], None]


def checks_of(kit: Kit) -> Iterator[Check]:
    """Yield every test of a scheme."""
    from mmtui.conformance.kernels import recorded_checks
    from mmtui.conformance.laws import LAWS
    from mmtui.conformance.promises import holds
    from mmtui.conformance.races import race_checks
    from mmtui.conformance.searches import search_checks

    for law in LAWS:
        yield Check(f"law[{law.name}]", law.about, partial(law.run, kit))
    for checker in kit.checkers:
        yield Check(f"checker[{checker.name}]", checker.title, partial(holds, kit, checker))
    yield from search_checks(kit)
    yield from race_checks(kit)
    yield from recorded_checks(kit)
