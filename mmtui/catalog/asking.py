"""Loading one plugin and asking it what it offers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from pluggy import HookCaller, PluginManager

from mmtui.catalog.blame import UnfitError, line_of
from mmtui.catalog.found import Answer, Found, Given
from mmtui.catalog.hooks import HOOKS, Hook, manager_of, noting
from mmtui.catalog.values import LoadError, Offered

_MOST = 1000


class _Thing(NamedTuple):
    thing: object
    function: object
    """The hook that gave it."""


def ask(found: Found) -> Answer:
    """Load a plugin and call its hooks; raise what it raises while it is loaded.

    What goes wrong in one hook, or with one class, leaves the others as they are.
    """
    plugin = found.load()
    file = getattr(sys.modules.get(found.module), "__file__", None)
    found = replace(found, origin=file or found.origin)
    given: list[Given] = []
    errors: list[LoadError] = []
    with noting(found, errors):
        manager = manager_of(found, plugin, errors)
        for name, hook in HOOKS.items():
            with noting(found, errors):
                for thing, function in _things(manager, name):
                    with noting(found, errors):
                        offered = Offered(hook.what, _fitting(hook, thing, function))
                        given.append(Given(offered, thing, found))
        if not given and not errors:
            raise UnfitError("offers nothing", "write a function register_schemes() with @hookimpl above it")
    return Answer(found, tuple(given), tuple(errors))


def _fitting(hook: Hook, thing: object, function: object) -> str:
    try:
        return hook.fit(thing)
    except UnfitError as error:
        if not line_of(error.culprit):  # what was offered has no place of its own; who offered it has
            error.culprit = function
        raise


def _things(manager: PluginManager, name: str) -> Iterator[_Thing]:
    caller: HookCaller = getattr(manager.hook, name)
    for implementation in caller.get_hookimpls():  # there is one plugin, so there is one at most
        function = implementation.function
        things = _listed(f"{name}()", next(iter(caller()), None), function)
        yield from (_Thing(thing, function) for thing in things)


def _listed(hook: str, answer: object, function: object) -> list[object]:
    remedy = "return a list"
    if answer is None:
        raise UnfitError(f"{hook} returned nothing", remedy, function)
    if isinstance(answer, type):
        raise UnfitError(f"{hook} returned a class, not a list", f"return [{answer.__name__}]", function)
    if isinstance(answer, str | bytes | Mapping) or not isinstance(answer, Iterable):
        raise UnfitError(f"{hook} returned {type(answer).__name__}, not a list", remedy, function)
    things = list(islice(answer, _MOST + 1))
    if len(things) > _MOST:
        raise UnfitError(f"{hook} returned more than {_MOST:,} things", "return a short list", function)
    return list({id(thing): thing for thing in things}.values())
